"""What pages and `askless status` tell of the labels to come: the forecast, the time it takes, and whether to stop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from askless.data.store.state import State
from askless.server.pace import in_words, seconds_each

__all__ = ["in_time", "lines", "prospects"]


def prospects(state: State) -> dict[str, Any] | None:
    """The latest look ahead, as pages get it.

    Parameters
    ----------
    state : State

    Returns
    -------
    prospects : dict or None
        "labels" at which it was made, "by" (a dict for each tolerance, the tightest first; none where items have
        no one label) and "stop", a sentence that recommends to end, or None; None for all before the first look.

    Notes
    -----
    Exact copies do not count, neither among the labels nor among the items: they are asked once.

    Examples
    --------
    >>> prospects(State()) is None
    True
    """
    if not state.looks:
        return None
    look = state.looks[-1]
    seconds = seconds_each(state)
    verdict = look.get("verdict")
    # That there are none for numbers and for several labels is not worth a place on the page.
    made = look["forecast"]["by"] if state.space.kind == "classes" else {}
    return {
        "labels": look["labels"],
        "by": [{**_shown(one), "tolerance": name, "time": in_time(one, seconds)} for name, one in sorted(made.items())],
        "stop": verdict["sentence"] if verdict and verdict["recommend"] else None,
    }


def _shown(forecast: Mapping[str, Any]) -> dict[str, Any]:
    """What of a forecast pages draw; chances of what cannot be told are not."""
    told = forecast["ready"] and forecast["known"] and forecast["range"]
    shown = {name: forecast[name] for name in ("ready", "known", "items", "headline", "range", "small_print")}
    return shown | {"chances": forecast["chances"] if told else None}


def in_time(forecast: Mapping[str, Any], seconds: float | None) -> str:
    """How long the labels of a forecast take.

    Parameters
    ----------
    forecast : mapping
        As `Forecast.to_json` has it.
    seconds : float or None
        What a label takes; None if that is not known.

    Returns
    -------
    sentence : str
        "" where there is no number of labels to say it of.

    Examples
    --------
    >>> forecast = {"range": "About 190 more labels.", "labels": 210, "even": 400, "nine": 1900}
    >>> in_time(forecast, 2.5)
    'At your pace: even chance in about 8 min, 9 in 10 in about 1 h 10 min.'
    """
    if seconds is None or not forecast["range"]:
        return ""
    labels, ends = forecast["labels"], (("even chance", forecast["even"]), ("9 in 10", forecast["nine"]))
    times = [(name, in_words((end - labels) * seconds)) for name, end in ends if end is not None and end > labels]
    if len(times) == 2 and times[0][1] == times[1][1]:
        times = times[1:]
    told = ", ".join(f"{name} in {words if words.startswith('under') else f'about {words}'}" for name, words in times)
    return f"At your pace: {told}." if told else ""


def lines(told: Mapping[str, Any] | None) -> Sequence[str]:
    """The same as lines of text: of the tightest tolerance all, of the others the headline.

    Parameters
    ----------
    told : mapping or None
        What `prospects` returned.

    Returns
    -------
    lines : sequence of str
    """
    if told is None:
        return []
    recommended = [told["stop"]] if told["stop"] else []
    if not told["by"]:
        return recommended
    first, *others = told["by"]
    found = [first[name] for name in ("headline", "range", "time") if first[name]]
    if first["chances"]:
        found += [f"Within {within(one['tolerance'])}: {one['headline']}" for one in others] + [first["small_print"]]
    return recommended + found


def within(tolerance: str) -> str:
    """A tolerance by its name, in words.

    Examples
    --------
    >>> within("0.03"), within("gain")
    ('3 points', '10 % of the gain')
    """
    if tolerance == "gain":
        return "10 % of the gain"
    points = round(100 * float(tolerance))
    return f"{points} point" if points == 1 else f"{points} points"
