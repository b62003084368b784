"""Explanations as plain data: what `ocgscore.report.explained` documents and writes."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np

from ocgscore.explain import (
    DOWN,
    UP,
    Changes,
    Explanation,
    Given,
    Lazy,
    Outcome,
    Outcomes,
    Part,
    Published,
    Rank,
    Result,
    Share,
    Step,
    Unknown,
)
from ocgscore.explain.changes import Flags
from ocgscore.explain.shelf import LARGEST, distinct_pairs
from ocgscore.matrix import Matrix, Measure, plain

Data: TypeAlias = dict[str, Any]
Columns: TypeAlias = tuple[list[Any], ...]


class Documents:
    """Makes explanations into data; what many of them hold is made once and shared, so do not change it in place."""

    def __init__(self) -> None:
        self._results: dict[Result, Data] = {}
        self._steps: dict[Step, Data] = {}
        self._parts: dict[Part, Data] = {}
        self._given: dict[Given, Data] = {}
        self._shares: dict[Share, str] = {}
        self._flips: tuple[Outcomes, Columns] | None = None
        self._if_known: tuple[Outcomes, Columns] | None = None

    def of(self, explanation: Explanation) -> Data:
        """Return one explanation as data.

        Examples
        --------
        >>> from ocgscore import assess, score
        >>> from ocgscore.explain import explain_score
        >>> scores = score(assess([{"group": "A", "corruption": "high"}], "sleipnir-2000"))
        >>> document = Documents().of(explain_score(scores, "A"))
        >>> document["steps"][0]["low"], document["steps"][0]["high"], document["rank"]
        ('76', '760', {'by': 'total', 'best': 1, 'worst': 1, 'of': 1})
        """
        rank = explanation.rank
        return {
            "group": explanation.group,
            "row": explanation.row,
            "where": explanation.where,
            **explanation.about,
            "rank": None if rank is None else {"by": explanation.ranked_by, **_rank_data(rank), "of": rank.of},
            "levels": [self._given_of(given) for given in explanation.given],
            "cells": dict(zip((given.criterion.id for given in explanation.given), explanation.cells, strict=True)),
            "rationale": explanation.rationale,
            "steps": [self._step(step) for step in explanation.steps],
            "flips": self._flips_of(explanation),
            "unknowns": [self._unknown(unknown, explanation.ranked_by) for unknown in explanation.unknowns],
        }

    def _given_of(self, given: Given) -> Data:
        if given not in self._given:
            self._given[given] = _given_data(given)
        return self._given[given]

    def _step(self, step: Step) -> Data:
        if step not in self._steps:
            self._steps[step] = {**self._result(step.result), **_step_data(step), "whole": self._part(step.whole)}
        return self._steps[step]

    def _part(self, part: Part) -> Data:
        if part not in self._parts:
            self._parts[part] = _part_data(part, [self._part(inner) for inner in part.parts])
        return self._parts[part]

    def _result(self, result: Result) -> Data:
        if result not in self._results:
            self._results[result] = _result_data(result)
        return self._results[result]

    def _flips_of(self, explanation: Explanation) -> list[Data]:
        flips = explanation.flips
        if self._flips is None or self._flips[0] is not flips.outcomes:
            columns = self._columns(flips.outcomes, explanation.ranked_by, flips.outcomes.found.band_moves)
            self._flips = flips.outcomes, columns
        return [
            {
                "criterion": criterion,
                "level": level,
                "direction": direction,
                "score": score,
                "rank": rank,
                "rank_moves": rank_moves,
                "bands": bands,
            }
            for criterion, level, direction, score, rank, rank_moves, bands in _rows(self._flips[1], flips.span)
        ]

    def _unknown(self, unknown: Unknown, by: str | None) -> Data:
        return {
            "criterion": unknown.given.criterion.id,
            "shares": {share.measure.id: self._amount(share) for share in unknown.shares},
            "could_change": unknown.could_change,
            "could_settle": unknown.could_settle,
            "would_settle": unknown.would_settle,
            "if_known": self._levels_of(unknown.if_known, by),
        }

    def _levels_of(self, if_known: Lazy[Outcome], by: str | None) -> list[Data]:
        if self._if_known is None or self._if_known[0] is not if_known.outcomes:
            columns = self._columns(if_known.outcomes, by, _all_bands(if_known.outcomes))
            self._if_known = if_known.outcomes, columns
        return [
            {"level": level, "score": score, "rank": rank, "rank_moves": rank_moves, "bands": bands}
            for _, level, _, score, rank, rank_moves, bands in _rows(self._if_known[1], if_known.span)
        ]

    def _amount(self, share: Share) -> str:
        if share not in self._shares:
            self._shares[share] = str(share.amount)
        return self._shares[share]

    def _columns(self, outcomes: Outcomes, by: str | None, shown: Flags) -> Columns:
        """Return criterion, level, direction, score, rank, whether it moves, and bands of many outcomes."""
        found, criteria = outcomes.found, outcomes.shelf.matrix.criteria
        ids = [criterion.id for criterion in criteria]
        codes = [[level.code for level in criterion.levels] for criterion in criteria]
        at = found.criterion.tolist()
        return (
            [ids[criterion] for criterion in at],
            [codes[criterion][level] for criterion, level in zip(at, found.level.tolist(), strict=True)],
            [UP if up else DOWN for up in found.up.tolist()],
            self._scores(outcomes, by),
            _ranks(found),
            found.rank_moves.tolist(),
            _bands(outcomes, shown),
        )

    def _scores(self, outcomes: Outcomes, by: str | None) -> list[Data | None]:
        """Return what the ranking measure would come to; None where it does not depend on the criterion."""
        found, shelf = outcomes.found, outcomes.shelf
        scores: list[Data | None] = [None] * len(found.row)
        if by is None:
            return scores
        measure = shelf.matrix.measure_position(by)
        depends = np.flatnonzero(np.isin(found.criterion, shelf.reached[measure]))
        pairs, codes = distinct_pairs(found.low[measure, depends], found.high[measure, depends])
        made = [self._result(shelf.result(measure, *ends)) for ends in pairs]
        for at, code in zip(depends.tolist(), codes.tolist(), strict=True):
            scores[at] = made[code]
        return scores


def _rows(columns: Columns, span: range) -> Iterator[tuple[Any, ...]]:
    return zip(*(column[span.start : span.stop] for column in columns), strict=True)


def _rank_data(rank: Rank) -> Data:
    return {"best": rank.best, "worst": rank.worst}


def _ranks(found: Changes) -> list[Data] | list[None]:
    if found.best is None or found.worst is None:
        return [None] * len(found.row)
    pairs, codes = distinct_pairs(found.best, found.worst)
    made = [{"best": best, "worst": worst} for best, worst in pairs]
    return [made[code] for code in codes.tolist()]


def _all_bands(outcomes: Outcomes) -> Flags:
    """Return, by measure, whether it has bands and depends on the criterion changed."""
    measures = outcomes.shelf.matrix.measures
    return np.array(
        [
            np.isin(outcomes.found.criterion, reached) & bool(measure.bands)
            for measure, reached in zip(measures, outcomes.shelf.reached, strict=True)
        ]
    )


def _bands(outcomes: Outcomes, shown: Flags) -> list[list[Data]]:
    """Return for each outcome the bands of the measures to show; outcomes of the same bands share one list."""
    found, measures = outcomes.found, outcomes.shelf.matrix.measures
    key = np.zeros(len(found.row), np.int64)
    for at, measure in enumerate(measures):
        number = len(measure.bands)
        if key.max(initial=0) > LARGEST // (number**2 + 1) - 1:
            key = np.unique(key, return_inverse=True)[1]
        pair = 1 + found.band_low[at].astype(np.int64) * number + found.band_high[at]
        key = key * (number**2 + 1) + np.where(shown[at], pair, 0)
    _, examples, codes = np.unique(key, return_index=True, return_inverse=True)
    made = [_bands_at(outcomes.shelf.matrix, found, shown, at) for at in examples.tolist()]
    return [made[code] for code in codes.tolist()]


def _bands_at(matrix: Matrix, found: Changes, shown: Flags, at: int) -> list[Data]:
    return [
        {
            "measure": measure.id,
            "band_low": measure.bands[found.band_low[position, at]].label,
            "band_high": measure.bands[found.band_high[position, at]].label,
        }
        for position, measure in enumerate(matrix.measures)
        if shown[position, at]
    ]


def _given_data(given: Given) -> Data:
    criterion = given.criterion
    return {
        "criterion": criterion.id,
        "title": criterion.title,
        "section": criterion.section,
        "weight": plain(criterion.weight),
        "known": given.known,
        "low": str(given.low),
        "high": str(given.high),
        "possible": [
            {"code": level.code, "label": level.label, "value": plain(level.value), "anchor": level.anchor}
            for level in given.levels
        ],
    }


def _result_data(result: Result) -> Data:
    data: Data = {
        "measure": result.measure.id,
        "low": str(result.low),
        "high": str(result.high),
        "shown": result.score_text,
    }
    bands = result.measure.bands
    if bands:
        data |= {"band_low": bands[result.band_low].label, "band_high": bands[result.band_high].label}
    return data


def _step_data(step: Step) -> Data:
    return {
        "title": step.measure.title,
        "formula": step.formula,
        "working_low": step.working_low,
        "working_high": step.working_high,
        "floor": _exact(step.floor),
        "ceiling": _exact(step.ceiling),
    } | ({} if step.published is None else {"published": _published_data(step.measure, step.published)})


def _part_data(part: Part, parts: list[Data]) -> Data:
    data: Data = {"name": part.name, "operation": part.operation, "low": str(part.low), "high": str(part.high)}
    if part.operation == "mean":
        data["divisor"] = str(part.divisor)
    return data | {"parts": parts} if parts else data


def _published_data(measure: Measure, published: Published) -> Data:
    label = None if published.band is None or not measure.bands else measure.bands[published.band].label
    return {"score": _exact(published.score), "band": label}


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)
