"""What every strategy must hold to."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache

import numpy as np

from askless.choose.choice import Choice
from askless.choose.evidence.kind import kinds
from askless.choose.kernels.order import best_first
from askless.choose.round import Round
from askless.choose.select import select
from askless.choose.strategy.random_share import RandomShare
from askless.choose.strategy.strategy import Strategy, strategies
from askless.core.task import SEQUENCES, Task
from askless.errors import EvidenceError, NotReadyError
from askless.testing.declines import require, run_all
from askless.testing.libraries import libraries
from askless.testing.scores import SCORE_CHECKS
from askless.testing.toy import (
    Table,
    Values,
    all_like,
    another_class_order,
    another_item_order,
    embedded,
    example_round,
    filled,
    n_labels_of,
    of_table,
    table_of,
    toy_round,
    with_evidence,
)

__all__ = ["STRATEGY_CHECKS", "check_strategy"]

SIZES = (1, 3, 10, 30)  # a single row, a small batch, a batch, most of the pool


def rounds(strategy: Strategy) -> Iterator[Round]:
    """Every task that it takes: well under way, at the start, with a class that nobody has seen."""
    for task in strategy.tasks:
        usual = usual_round(task)
        nothing = usual.labels[:0]
        yield usual
        yield replace(usual, labelled=usual.labelled[:0], labels=nothing, pending=usual.pending[:0], asked=0)
        if task != "real":
            yield replace(usual, label_names=(*usual.label_names, "unseen"))


def usual_round(task: Task, n_items: int = 60) -> Round:
    """A round that is well under way: of sentences so many are labelled that a strategy goes by the model."""
    if task in SEQUENCES:
        return toy_round(n_items + 50, n_labelled=62, task=task)
    return toy_round(n_items, task=task)


def cases(strategy: Strategy) -> Iterator[tuple[Round, int]]:
    """Every round with every batch size."""
    for round in rounds(strategy):
        yield from ((round, k) for k in SIZES)


def same(one: Choice, other: Choice, problem: str) -> None:
    """Fail unless two choices name the same rows for the same reasons."""
    alike = one.rows.tolist() == other.rows.tolist() and one.random.tolist() == other.random.tolist()
    alike = alike and np.allclose(one.scores, other.scores, rtol=1e-5, atol=1e-6)
    alike = alike and one.windows.tolist() == other.windows.tolist()
    require(alike and np.allclose(one.probabilities, other.probabilities, rtol=1e-5), problem)


def rows_are_candidates(strategy: Strategy) -> None:
    """As many as asked, no two the same, none labelled or pending; all fields filled."""
    for round, k in cases(strategy):
        choice = strategy.choose(round, k)
        require(choice.rows.dtype == np.int64, f"Rows are {choice.rows.dtype}, not int64.")
        require(len(choice) == k, f"{len(choice)} rows for k = {k}.")
        require(len(set(choice.rows.tolist())) == k, "A row comes twice.")
        require(bool(np.isin(choice.rows, round.candidates).all()), "A row is labelled, pending or no candidate.")
        _fields_are_filled(choice)


def _fields_are_filled(choice: Choice) -> None:
    k = len(choice)
    for values in (choice.scores, choice.probabilities, choice.random, choice.why):
        require(len(values) == k, f"A field has {len(values)} entries for {k} rows.")
    require(bool(np.isfinite(choice.scores).all()), "A score is not finite.")
    within = (choice.probabilities > 0) & (choice.probabilities <= 1)
    require(bool(within.all()), "A selection probability is not in (0, 1].")
    require(all(sentence.strip() for sentence in choice.why), "A row has no reason.")
    require(choice.windows.shape == (k, 2), f"The windows have shape {choice.windows.shape} for {k} rows.")
    first, end = choice.windows[:, 0], choice.windows[:, 1]
    require(bool(((first >= 0) & ((end > first) | (end + first == 0))).all()), "A window is empty.")


def no_rows_and_all_rows(strategy: Strategy) -> None:
    """k = 0 gives none, k beyond the pool gives every candidate once, an empty pool gives none."""
    for round in rounds(strategy):
        require(len(strategy.choose(round, 0)) == 0, "k = 0 gave rows.")
        everything = strategy.choose(round, len(round.candidates) + 5)
        require(sorted(everything.rows) == sorted(round.candidates), "k beyond the pool is not every candidate once.")
        empty = replace(round, candidates=round.candidates[:0])
        require(len(strategy.choose(empty, 3)) == 0, "An empty pool gave rows.")


def same_round_same_choice(strategy: Strategy) -> None:
    """Nothing is remembered and nothing is drawn but by the seed."""
    for round, k in cases(strategy):
        same(strategy.choose(round, k), strategy.choose(round, k), "The same round gave two choices.")


def another_seed_draws_anew(strategy: Strategy) -> None:
    """Where rows are drawn by chance, the seed is what draws them."""
    round = usual_round(strategy.tasks[0], 80)
    choice = strategy.choose(round, 10)
    if bool((choice.probabilities == 1).all()):
        return
    others = [strategy.choose(replace(round, seed=seed), 10).rows.tolist() for seed in (1, 2, 3)]
    require(
        any(rows != choice.rows.tolist() for rows in others),
        "Its rows have chances below 1, but four seeds gave the same.",
    )


def inputs_are_untouched(strategy: Strategy) -> None:
    """Read-only arrays are enough."""
    for round, k in cases(strategy):
        for part in (round.keys, round.candidates, round.labelled, round.labels, *table_of(round).values()):
            for inner in part if part.dtype == object else ():
                inner.setflags(write=False)
            part.setflags(write=False)
        strategy.choose(round, k)


def item_order_does_not_matter(strategy: Strategy) -> None:
    """The same items in another order: the same choice."""
    for round, k in cases(strategy):
        order = np.random.default_rng(1).permutation(len(round.keys))
        choice = strategy.choose(another_item_order(round, order), k)
        named = replace(choice, rows=order[choice.rows])
        same(named, strategy.choose(round, k), "Another order of items gives another choice.")


def class_order_does_not_matter(strategy: Strategy) -> None:
    """The same classes in another order: the same choice."""
    for round, k in cases(strategy):
        if round.task == "real":
            continue
        order = np.roll(np.arange(n_labels_of(round)), 1)
        names = round.label_names[len(order) :]
        turned = another_class_order(round, order)
        turned = replace(turned, label_names=turned.label_names + names)
        same(strategy.choose(turned, k), strategy.choose(round, k), "Another order of classes gives another choice.")


def chunks_do_not_matter(strategy: Strategy) -> None:
    """The evidence in chunks of any size: the same choice."""
    for round, k in cases(strategy):
        whole = strategy.choose(round, k)
        for chunk_rows in (1, 7):
            cut = with_evidence(round, chunk_rows=chunk_rows)
            same(strategy.choose(cut, k), whole, "Chunks change the choice.")


def shards_merge(strategy: Strategy) -> None:
    """Where it says so: the best of the choices of the parts of a pool are the choice of the whole."""
    if not strategy.merges:
        return
    for round, k in cases(strategy):
        parts = np.array_split(np.random.default_rng(3).permutation(round.candidates), 3)
        choices = [strategy.choose(replace(round, candidates=np.sort(part)), k) for part in parts]
        best = Choice.joined(*choices)
        best = best.take(best_first(best.scores, round.noise(best.rows))[:k])
        whole = strategy.choose(round, k)
        require(
            best.rows.tolist() == whole.rows.tolist(),
            f"It says that it merges, but the best {k} of three parts are {best.rows.tolist()}, of the whole pool "
            f"{whole.rows.tolist()}.",
        )


def item_scores_are_whole(strategy: Strategy) -> None:
    """Where there are scores of single rows: one finite number for each, and their best are the choice if it merges."""
    for round, k in cases(strategy):
        chunks = strategy.item_scores(round, round.candidates)
        if chunks is None:
            continue
        parts = list(chunks)
        rows = np.concatenate([some for some, _ in parts])
        values = np.concatenate([scores for _, scores in parts])
        require(sorted(rows) == sorted(round.candidates), "Its item scores are not of each row once.")
        require(
            values.shape == rows.shape and bool(np.isfinite(values).all()), "An item score is not one finite number."
        )
        if strategy.merges:
            best = rows[best_first(values, round.noise(rows))[:k]].tolist()
            require(
                best == strategy.choose(round, k).rows.tolist(), "The rows with the best item scores are not chosen."
            )


def a_larger_pool_does_not_matter(strategy: Strategy) -> None:
    """The pool as a part of a larger one of which nothing else may be asked: the same items."""
    for round, k in cases(strategy):
        n = len(round.keys)
        rows = np.random.default_rng(2).permutation(2 * n)[:n]
        choice = strategy.choose(embedded(round, rows, 2 * n), k)
        named = replace(choice, rows=np.argsort(rows)[np.searchsorted(np.sort(rows), choice.rows)])
        same(named, strategy.choose(round, k), "In a larger pool the choice names other items.")


def libraries_agree(strategy: Strategy) -> None:
    """Evidence in the arrays of other libraries that are installed: the same choice."""
    for round, k in cases(strategy):
        whole = strategy.choose(round, k)
        for convert in libraries():
            told = with_evidence(
                round,
                {name: convert(values) for name, values in table_of(round).items() if not kinds.get(name).ragged},
            )
            same(strategy.choose(told, k), whole, "Arrays of another library give another choice.")


def storage_does_not_matter(strategy: Strategy) -> None:
    """Evidence in double precision, all or one kind of it, column by column, or as a view: the same rows."""
    ways: tuple[Callable[[Values], Values], ...] = (_doubled, np.asfortranarray, _as_view)
    for round, k in cases(strategy):
        rows, table = strategy.choose(round, k).rows.tolist(), table_of(round)
        stored = [{name: way(values) for name, values in table.items()} for way in ways]
        stored += [{name: _doubled(table[name])} for name in strategy.needs if name in table]
        for values in stored:
            again = strategy.choose(with_evidence(round, values), k).rows.tolist()
            require(again == rows, "Evidence stored otherwise gives other rows.")


def _doubled(values: Values) -> Values:
    return values.astype(np.float64) if values.dtype.kind == "f" else values


def _as_view(values: Values) -> Values:
    """The same array read backwards out of a larger one."""
    view: Values = np.repeat(values[::-1], 2, axis=0)[::-2]
    return view


def ties_are_broken_by_key(strategy: Strategy) -> None:
    """Items that are all alike: other keys give another choice, another order does not."""
    for round, k in cases(strategy):
        alike = {name: all_like(values, 1) for name, values in table_of(round).items()}
        round = with_evidence(round, alike)
        choice = strategy.choose(round, k)
        other = strategy.choose(replace(round, keys=round.keys[::-1].copy()), k)
        require(choice.rows.tolist() != other.rows.tolist(), "Ties are broken by position, not by key.")


def extreme_evidence_ends(strategy: Strategy) -> None:
    """All certain, all uniform, duplicates and constant features: k rows, and no endless search."""
    for round, k in cases(strategy):
        table = table_of(round)
        n = len(round.keys)
        for item in (0, 1):  # of these one is certain, the other uniform
            same_all = {name: all_like(values, item) for name, values in table.items()}
            for features in (np.zeros_like(table["embedding"]), table["embedding"][np.arange(n) // 4 * 4]):
                _gives(strategy, with_evidence(round, same_all | {"embedding": features}), k)
            _gives(strategy, with_evidence(round, same_all | {"embedding": table["embedding"]}), k)
        _gives(strategy, with_evidence(round, {"embedding": np.zeros_like(table["embedding"])}), k)


def _gives(strategy: Strategy, round: Round, k: int) -> None:
    choice = strategy.choose(round, k)
    require(len(set(choice.rows.tolist())) == k, "A pool of equal items gave too few rows.")
    _fields_are_filled(choice)


def one_class_is_no_obstacle(strategy: Strategy) -> None:
    """All labels of one class: still k rows."""
    for round, k in cases(strategy):
        choice = strategy.choose(replace(round, labels=filled(round.labels, 0)), k)
        require(len(choice) == k, "With labels of one class too few rows came.")


def needs_are_declared(strategy: Strategy) -> None:
    """Evidence that it does not name can be missing, and answers that it does not name can be anything."""
    for round, k in cases(strategy):
        needs = strategy.of_task(round.task).needs
        table = {name: values for name, values in table_of(round).items() if name in needs}
        bare = replace(round, evidence=of_table(table or table_of(round), multilabel=round.multilabel))
        if "labels" not in needs:
            bare = replace(bare, labels=filled(round.labels, 1))
        try:
            choice = strategy.choose(bare, k)
        except NotReadyError as error:
            raise AssertionError(f"It reads evidence that `needs` does not name. {error.problem}") from None
        same(choice, strategy.choose(round, k), "`needs` does not name `labels`, but other answers change the choice.")


def select_begins(strategy: Strategy) -> None:
    """`select` takes a pool of which nothing is labelled yet."""
    for task in strategy.tasks:
        round = usual_round(task)
        table = _needed(strategy, round)
        rows = select(strategy, 3, task=task, n_items=len(round.keys), **table)  # type: ignore[arg-type]
        require(len(set(rows.tolist())) == 3, f"`select` gave {rows.tolist()} for k = 3 of an unlabelled pool.")


def bad_values_are_refused(strategy: Strategy) -> None:
    """NaN and infinity in anything it needs: an `EvidenceError` that names the argument."""
    for task in strategy.tasks:
        round = usual_round(task)
        table = _needed(strategy, round)
        for need, values in table.items():
            for bad in (np.nan, np.inf) if values.dtype.kind == "f" or values[0].dtype.kind == "f" else ():
                spoilt = values.copy()
                row = round.candidates[0]
                spoilt[row] = bad if values.dtype.kind == "f" else np.full_like(values[row], bad)
                require(_refused(strategy, round, {**table, need: spoilt}, need), f"`{need}` with {bad} is taken.")


def _needed(strategy: Strategy, round: Round) -> Table:
    """The evidence of a toy round that it needs."""
    needs = strategy.of_task(round.task).needs
    return {need: table_of(round)[need] for need in needs if kinds.get(need).method is not None}


def _refused(strategy: Strategy, round: Round, table: Table, need: str) -> bool:
    """Whether an `EvidenceError` names the argument."""
    about = {"labelled": round.labelled, "labels": round.labels, "pending": round.pending, "task": round.task}
    try:
        select(strategy, 3, **about, **table)  # type: ignore[arg-type]
    except EvidenceError as error:
        return f"`{need}`" in str(error)
    return False


def memory_is_as_stated(strategy: Strategy) -> None:
    """The most that choosing takes, on NumPy, is not above what `memory` says."""
    round = _large(strategy.tasks[0])
    table = table_of(round)
    n, d = table["embedding"].shape
    _, draws, classes = table["draws" if "draws" in table else "committee_log_proba"].shape
    stated = strategy.memory(n=n, d=d, C=classes, K=draws, k=20)
    strategy.choose(usual_round(round.task), 20)  # what is loaded at first use is no part of it
    tracemalloc.start()
    try:
        strategy.choose(round, 20)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    require(peak <= stated, f"Choosing 20 of {n} items took {peak / 1e6:.1f} MB; it states {stated / 1e6:.1f} MB.")


@lru_cache
def _large(task: Task) -> Round:
    """A pool of which a table of all pairs would be larger than what is stated, even at a byte a pair."""
    return toy_round(n_items=8_000, n_labelled=100, n_pending=20, task=task)


def falls_back_in_sight(strategy: Strategy) -> None:
    """While the model cannot predict, rows come all the same, and say so."""
    for round, k in cases(strategy):
        choice = strategy.choose(replace(round, model_ready=False), k)
        require(len(choice) == k, "Without a model too few rows came.")
        _fields_are_filled(choice)
        if set(strategy.needs) == {"proba"}:
            require(all("cannot predict" in sentence for sentence in choice.why), "The reason hides the fallback.")
            require(bool(choice.random.all()), "Rows drawn without a model are not marked as drawn.")


def random_share_is_kept(strategy: Strategy) -> None:
    """Wrapped for a share, just that share is drawn, and is marked with its probability."""
    round = usual_round(strategy.tasks[0], 80)
    for k in (1, 3, 10):
        share = 0.2
        mixed = RandomShare(strategy, share)
        drawn = 0
        for asked in range(0, 60, k):
            choice = mixed.choose(replace(round, asked=asked, number=asked), k)
            drawn += int(choice.random.sum())
            chance = choice.random.sum() / len(round.candidates)
            require(bool(np.allclose(choice.probabilities[choice.random], chance)), "A drawn row has a wrong chance.")
        least = int(share * (asked + k) + 1e-9)
        always = strategy.choose(round, k).random.all()
        require(drawn == least or bool(always), f"{drawn} rows were drawn of a share of {least}.")


def worked_example(strategy: Strategy) -> None:
    """The first item of the example is asked first."""
    require(bool(strategy.example), "There is no worked example.")
    round = example_round(strategy.example, strategy.tasks[0])
    require(strategy.choose(round, 1).rows.tolist() == [0], "The example's first item is not asked first.")


def it_explains_itself(strategy: Strategy) -> None:
    """Name, summary, how it works, cost, when not, reference."""
    for field in ("name", "summary", "how", "cost", "when_not", "reference"):
        require(bool(getattr(strategy, field).strip()), f"`{field}` is empty.")
    require(strategy.name == strategy.name.lower().replace("-", "_"), "The name is not in lower case with underscores.")
    require(len(strategy.summary) <= 100, "The summary is too long for a menu.")


STRATEGY_CHECKS: dict[str, Callable[[Strategy], None]] = {
    check.__name__: check
    for check in (
        rows_are_candidates,
        no_rows_and_all_rows,
        same_round_same_choice,
        another_seed_draws_anew,
        inputs_are_untouched,
        item_order_does_not_matter,
        class_order_does_not_matter,
        chunks_do_not_matter,
        libraries_agree,
        storage_does_not_matter,
        shards_merge,
        item_scores_are_whole,
        a_larger_pool_does_not_matter,
        ties_are_broken_by_key,
        extreme_evidence_ends,
        one_class_is_no_obstacle,
        needs_are_declared,
        select_begins,
        bad_values_are_refused,
        memory_is_as_stated,
        falls_back_in_sight,
        random_share_is_kept,
        worked_example,
        it_explains_itself,
    )
}
"""Every check of a strategy by name."""


def check_strategy(strategy: str | Strategy) -> None:
    """Check that a strategy holds to what every strategy promises.

    Parameters
    ----------
    strategy : str or Strategy
        A registered name, or the strategy itself.

    Raises
    ------
    AssertionError
        If a check fails, or if one was declined and passes.

    Examples
    --------
    >>> check_strategy("random")
    """
    part = strategies.get(strategy) if isinstance(strategy, str) else strategy
    unknown = sorted(set(part.declines) - {*SCORE_CHECKS, *STRATEGY_CHECKS})
    require(not unknown, f"There are no checks {unknown} to decline. Known are {sorted(STRATEGY_CHECKS)}.")
    run_all(part, STRATEGY_CHECKS, part.declines)
