"""What a model says of whole taggings: the probabilities of the best ones, and the entropy of all."""

from __future__ import annotations

import numpy as np
from array_api_compat import array_namespace

from askless.choose.array import Array
from askless.choose.evidence.embedding import fault_of_numbers
from askless.choose.evidence.kind import Kind, Values, kinds
from askless.choose.evidence.numbers import fault_of_one_each
from askless.choose.kernels.blocks import blocks
from askless.core.taggings import FLOOR
from askless.core.task import SEQUENCES

__all__ = [
    "COMMITTEE_LOG_PROBA",
    "GRADIENT_LENGTH",
    "N_BEST_LOG_PROBA",
    "PATH_LOG_PROBA",
    "SEQUENCE_ENTROPY",
]

_SLACK = 1e-3  # above a log probability of 0, in single precision
_PATHS = 10
_MEMBERS = 5


def _fault_of_logs(values: Array) -> str:
    """What is wrong with logarithms of probabilities, or ""."""
    fault = fault_of_numbers(values)
    if fault or 0 in values.shape:
        return fault
    xp = array_namespace(values)
    most = max(float(xp.max(block)) for _, block in blocks(values))
    if most > _SLACK:
        return f"goes up to {most:.3g}; the logarithm of a probability is at most 0"
    return ""


def _one_log(values: Array, n_rows: int, multilabel: bool) -> str:
    """What is wrong with the log probabilities of the best taggings, or ""."""
    return fault_of_one_each(values, n_rows, multilabel) or _fault_of_logs(values)


def _best_logs(values: Array, n_rows: int, multilabel: bool) -> str:
    """What is wrong with the log probabilities of the n best taggings, or ""."""
    if values.ndim != 2 or values.shape[0] != n_rows:
        return f"has shape {tuple(values.shape)} for {n_rows} items; it must be (n_items, n_taggings)"
    if values.shape[1] < 2:
        return f"has {values.shape[1] or 'no'} column{'s' if values.shape[1] != 1 else ''}; the two best are the least"
    fault = _fault_of_logs(values)
    if fault or not n_rows:
        return fault
    steps = values[:, 1:] - values[:, :-1]
    if float(array_namespace(values).max(steps)) > _SLACK:
        return "has a row that rises; the best tagging comes first"
    return ""


def _logs_of_members(values: Array, n_rows: int, multilabel: bool) -> str:
    """What is wrong with the log probabilities under each member of a committee, or ""."""
    if values.ndim != 3 or values.shape[0] != n_rows:
        return f"has shape {tuple(values.shape)} for {n_rows} items; it must be (n_items, n_members, n_taggings)"
    if values.shape[1] < 2 or values.shape[2] < 1:
        return f"has shape {tuple(values.shape)}; two members are the least, and one tagging"
    return _fault_of_logs(values)


def _not_negative(values: Array, n_rows: int, multilabel: bool) -> str:
    """What is wrong with numbers that cannot be below 0, or ""."""
    fault = fault_of_one_each(values, n_rows, multilabel)
    if fault or not n_rows:
        return fault
    least = float(array_namespace(values).min(values))
    return f"goes down to {least:.3g}; it cannot be below 0" if least < -_SLACK else ""


def _sizes(rng: np.random.Generator, n_items: int) -> Values:
    """Numbers of all sizes from 0 on; the first is 0."""
    made: Values = rng.gamma(1.0, 4.0, size=n_items)
    made[:1] = 0.0
    return made


def _one(rng: np.random.Generator, n_items: int, n_labels: int, multilabel: bool) -> Values:
    """The best tagging is certain for the first item, and hardly likelier than others for some."""
    return 0.0 - _sizes(rng, n_items)


def _several(rng: np.random.Generator, n_items: int, n_labels: int, multilabel: bool) -> Values:
    """Ten taggings, of which there are fewer for some items; the first is certain, all of the second are alike."""
    logs = np.log(rng.dirichlet(np.full(_PATHS + 1, 0.3), size=n_items) + 1e-12)[:, :_PATHS]
    logs[np.arange(_PATHS) >= rng.choice([3, _PATHS], size=n_items)[:, None]] = FLOOR
    logs = -np.sort(-logs, axis=1)
    logs[:1] = [0.0, *[FLOOR] * (_PATHS - 1)]
    logs[1:2] = -np.log(_PATHS)
    made: Values = np.minimum(logs, 0.0)
    return made


def _of_members(rng: np.random.Generator, n_items: int, n_labels: int, multilabel: bool) -> Values:
    """Five members and twelve taggings; all agree on the first item."""
    shared = rng.normal(scale=2.0, size=(n_items, 1, 12))
    own = rng.normal(size=(n_items, _MEMBERS, 12)) * rng.choice([0.1, 2.0], size=(n_items, 1, 1))
    own[:1] = 0.0
    logs = shared + own
    made: Values = logs - np.log(np.exp(logs).sum(axis=2, keepdims=True) * 1.25)
    return made


def _nats(rng: np.random.Generator, n_items: int, n_labels: int, multilabel: bool) -> Values:
    """From 0 on."""
    return _sizes(rng, n_items)


PATH_LOG_PROBA = Kind(
    name="path_log_proba",
    summary="log probability of the best tagging of each sentence, (n_items,)",
    scope="item",
    cost="forward",
    fitted=True,
    method="path_log_proba",
    fault=_one_log,
    made_up=_one,
    tasks=SEQUENCES,
)
N_BEST_LOG_PROBA = Kind(
    name="n_best_log_proba",
    summary="log probabilities of the n best taggings, (n_items, n_taggings), falling; -1000 where there are no more",
    scope="item",
    cost="forward",
    fitted=True,
    kept=True,
    method="n_best_log_proba",
    fault=_best_logs,
    axes=2,
    made_up=_several,
    tasks=SEQUENCES,
)
SEQUENCE_ENTROPY = Kind(
    name="sequence_entropy",
    summary="entropy of all taggings of each sentence in nats, (n_items,)",
    scope="item",
    cost="forward",
    fitted=True,
    method="sequence_entropy",
    fault=_not_negative,
    made_up=_nats,
    tasks=SEQUENCES,
)
COMMITTEE_LOG_PROBA = Kind(
    name="committee_log_proba",
    summary="log probability, under each member of a committee, of each tagging that one of them holds for likely, "
    "(n_items, n_members, n_taggings); -1000 where there are no more",
    scope="item",
    cost="refit",
    fitted=True,
    kept=True,
    method="committee_log_proba",
    fault=_logs_of_members,
    axes=3,
    made_up=_of_members,
    tasks=SEQUENCES,
)
GRADIENT_LENGTH = Kind(
    name="gradient_length",
    summary="expected length of the gradient that the answer would give, (n_items,)",
    scope="item",
    cost="backward",
    fitted=True,
    kept=True,
    method="gradient_length",
    fault=_not_negative,
    made_up=_nats,
    tasks=SEQUENCES,
)
for _kind in (PATH_LOG_PROBA, N_BEST_LOG_PROBA, SEQUENCE_ENTROPY, COMMITTEE_LOG_PROBA, GRADIENT_LENGTH):
    kinds.register(_kind.name, _kind)
