"""Which strategy is meant by a name that none has: other spellings, and other words of the field."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

__all__ = ["SYNONYMS", "near_names"]

SYNONYMS: dict[str, tuple[str, ...]] = {
    "activelabelling": ("auto",),
    "committee": ("vote_entropy", "mean_kl", "bald"),
    "certainty": ("most_likely",),
    "certaintysampling": ("most_likely",),
    "consensus": ("consensus_entropy",),
    "coreset": ("k_center",),
    "costsensitive": ("expected_cost", "per_cost"),
    "default": ("auto",),
    "density": ("information_density",),
    "diversity": ("typiclust", "max_herding", "k_center"),
    "egl": ("expected_model_change", "expected_gradient_length"),
    "eer": ("expected_error",),
    "expectederrorreduction": ("expected_error",),
    "farthestfirst": ("k_center", "gsx"),
    "furthestfirst": ("k_center", "gsx"),
    "greedycoreset": ("k_center",),
    "herding": ("max_herding",),
    "kcentergreedy": ("k_center",),
    "kcentregreedy": ("k_center",),
    "kcentre": ("k_center",),
    "kmeans++": ("badge", "k_means"),
    "kmeanspp": ("badge", "k_means"),
    "leastconfident": ("least_confidence",),
    "maxentropy": ("entropy",),
    "maximumnormalizedlogprobability": ("mnlp",),
    "maximumentropy": ("entropy",),
    "minmargin": ("margin",),
    "mutualinformation": ("bald", "batch_bald", "bald_tagger"),
    "partial": ("sub_sequence",),
    "passive": ("random",),
    "greedy": ("most_likely",),
    "positives": ("most_likely",),
    "qbc": ("vote_entropy", "mean_kl", "bald"),
    "querybycommittee": ("vote_entropy", "mean_kl", "bald"),
    "randomsampling": ("random",),
    "totaltokenentropy": ("token_entropy",),
    "relevance": ("most_likely",),
    "relevancesampling": ("most_likely",),
    "screening": ("most_likely",),
    "smallestmargin": ("margin",),
    "submodular": ("facility_location",),
    "uncertainty": ("margin", "entropy", "least_confidence"),
    "uncertaintysampling": ("margin", "entropy", "least_confidence"),
    "uniform": ("random",),
}
"""Words of papers and of other packages, without case and what joins them; they lead, and are no names."""


def near_names(name: str, known: Iterable[str]) -> list[str]:
    """Strategies that a name may mean, the likeliest first.

    Parameters
    ----------
    name : str
        What was asked for.
    known : iterable of str
        Names of the strategies.

    Returns
    -------
    near : list of str
        At most three; empty if nothing is near.

    Examples
    --------
    >>> known = ["bald", "batch_bald", "k_center", "margin"]
    >>> near_names("BatchBALD", known), near_names("bald batch", known), near_names("core-set", known)
    (['batch_bald'], ['batch_bald'], ['k_center'])
    """
    names = sorted(known)
    plain = _plain(name)
    meant = [one for one in names if _plain(one) == plain or _parts(one) == _parts(name)]
    meant = meant or [one for one in SYNONYMS.get(plain, ()) if one in names]
    if meant:
        return meant
    spelt = {_plain(one): one for one in names}
    others = {word: [one for one in ones if one in names] for word, ones in SYNONYMS.items()}
    found = difflib.get_close_matches(plain, spelt, n=3, cutoff=0.5)
    if not found or difflib.SequenceMatcher(None, plain, found[0]).ratio() < 0.8:
        word = difflib.get_close_matches(plain, others, n=1, cutoff=0.8)
        return (others[word[0]] if word else []) or [spelt[one] for one in found]
    return [spelt[one] for one in found]


def _plain(name: str) -> str:
    """Without case, blanks, hyphens and underscores."""
    return re.sub(r"[\s_-]+", "", name.lower())


def _parts(name: str) -> list[str]:
    """Its words, in no order."""
    return sorted(re.split(r"[\s_-]+", name.strip().lower()))
