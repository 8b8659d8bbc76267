"""What pages and `askless status` tell of the labels to come: the forecast, the time it takes, and whether to stop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from askless.data.store.state import State
from askless.enough.forecast.numbers import MORE_LIKELY
from askless.enough.forecast.outcome import EVEN, NINE
from askless.server.pace import in_words, seconds_each

__all__ = ["in_time", "lines", "prospects"]

_NOT_YET_EVEN, _NOT_YET_NINE = EVEN - 0.015, NINE - 0.025
"""What is drawn of a chance that the words put later: the next lower step of five."""

_STOP = "You can stop labelling here."
_KAPPA = "Kappa is how far successive models agree beyond chance, 1.00 in full."


def prospects(state: State, search: Mapping[str, Any] | None = None) -> dict[str, Any] | None:
    """The latest look ahead, as pages get it; of a search, how far it is.

    Parameters
    ----------
    state : State
    search : mapping, optional
        What `Search.shown` says where items of one label are looked for: nothing is forecast then, as no model of
        all labels is wanted.

    Returns
    -------
    prospects : dict or None
        "labels" at which it was made, those that a model learns from, and "labelled", the same as pages count them;
        "by" (a dict for each tolerance, the tightest first; none where items have no one label); "stop", a sentence
        that recommends to end, or None, and "why", the numbers behind it; and "search", see `Search.shown`, or None.
        None for all before the first look, unless there is a search.

    Notes
    -----
    Neither exact copies nor items that are kept apart count among the labels and items of a forecast: no model
    learns from them. Its words do count them.

    Examples
    --------
    >>> prospects(State()) is None
    True
    """
    if search is not None:
        counts = {"labels": state.labelled, "labelled": state.labelled}
        return {**counts, "by": [], "stop": None, "why": "", "search": dict(search)}
    if not state.looks:
        return None
    look = state.looks[-1]
    seconds = seconds_each(state)
    verdict = look.get("verdict")
    # That there are none for numbers and for several labels is not worth a place on the page.
    made = look["forecast"]["by"] if state.space.kind == "classes" else {}
    stop, why = _stop(verdict) if verdict and verdict["recommend"] else (None, "")
    counted = next((one["labelled"] for one in made.values() if _is_number(one.get("labelled"))), look["labels"])
    return {
        "labels": look["labels"],
        "labelled": counted,
        "by": [{**_shown(one), "tolerance": name, "time": in_time(one, seconds)} for name, one in sorted(made.items())],
        "stop": stop,
        "why": why,
        "search": None,
    }


def _shown(forecast: Mapping[str, Any]) -> dict[str, Any]:
    """What of a forecast pages draw; chances of what cannot be told are not."""
    told = forecast["ready"] and forecast["known"] and forecast["range"]
    shown = {name: forecast[name] for name in ("ready", "known", "items", "headline", "range", "small_print")}
    return shown | {"chances": _drawn(forecast) if told else None}


def _drawn(forecast: Mapping[str, Any]) -> list[float]:
    """The chances, never above what the words say: of chance and range these tell the more careful."""
    now, *later = forecast["chances"]
    even, nine = (forecast[name] or 0 for name in ("even", "nine"))
    labels = [k * forecast["labels"] for k in (2, 4)]
    most = [_NOT_YET_EVEN if n < even else _NOT_YET_NINE if n < nine else 1.0 for n in labels]
    return [now, *(max(now, min(chance, end)) for chance, end in zip(later, most, strict=True))]


def _stop(verdict: Mapping[str, Any]) -> tuple[str, str]:
    """The recommendation in plain words, and in those of the rule; the latter alone where these are plain."""
    value = _chance(verdict.get("signal"))
    if verdict.get("rule") != "stabilised":
        return f"{_STOP} {verdict['sentence']}", ""
    first = f"{_STOP} The last labels hardly changed any prediction"
    why = f"{verdict['sentence']} {_KAPPA}"
    if value is None:
        return f"{first}.", why
    likely = "you are very probably" if value >= NINE else "you are probably"
    likely = likely if value >= MORE_LIKELY else "it is about as likely as not that you are"
    return f"{first}, and {likely} within 1 point of what all labels would give.", why


def _chance(signal: Any) -> float | None:
    """The chance that a rule was told; None if it was told none. Logs may hold anything."""
    parts = signal.get("parts") if isinstance(signal, Mapping) else None
    for part in parts if isinstance(parts, Sequence) else ():
        if isinstance(part, Mapping) and part.get("name") == "chance" and _is_number(part.get("value")):
            return float(part["value"])
    return None


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


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
    recommended = [told[name] for name in ("stop", "why") if told["stop"] and told[name]]
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
