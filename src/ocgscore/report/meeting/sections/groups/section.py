"""A page for each group that a meeting will ask about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs
import numpy as np

from ocgscore.explain import Explanation
from ocgscore.report.meeting.blocks import Block, Page, Points, Section
from ocgscore.report.meeting.material import Material, page_id
from ocgscore.report.meeting.sections.groups.beside import OnMap, Past, details
from ocgscore.report.meeting.sections.groups.levels import formulas, levels, path
from ocgscore.report.meeting.sections.groups.moving import moving, unknowns
from ocgscore.report.meeting.sections.groups.paged import paged_rows, who_has_none
from ocgscore.report.meeting.sections.groups.wording import groups, with_band
from ocgscore.words import plural

READING: Final = (
    "Workings are exact. A level counts its value times its criterion's weight; one not known, lowest and highest.",
    "What would move it: nothing but that one level is changed, in that one group. It is arithmetic, no forecast.",
    "Shares of a width add up to it. What learning one level could do is said with all other unknowns left open.",
)
MAPPED: Final = "Its position in the network is no part of any score."
DAYS: Final = "Ranks of earlier assessments are those among the groups assessed up to that day."


def groups_section(material: Material) -> Section:
    """Return the section with the pages of the groups.

    Parameters
    ----------
    material : Material

    Returns
    -------
    Section
        A `Page` for each of `paged_rows`, in ranked order.

    Examples
    --------
    >>> from ocgscore import assess
    >>> from ocgscore.report.meeting.gather import gather
    >>> rows = [{"group": name, "corruption": level} for name, level in [("A", "low"), ("B", "high")]]
    >>> [page.title for page in groups_section(gather(assess(rows, "sleipnir-2000"), draws=100)).blocks[2:]]
    ['A: rank 1–2, Total 19–703', 'B: rank 1–2, Total 76–760']
    """
    rows = paged_rows(material)
    matrix = material.scores.assessments.matrix
    lead = who_has_none(material, len(rows)) or f"A page for each of {groups(material, len(rows))}, by rank."
    said = [*READING, *([MAPPED] if material.mapped else []), *([DAYS] if material.steps else [])]
    blocks: tuple[Block, ...] = (Points(tuple(said)), formulas(matrix), *_pages(material, rows))
    title = f"The {plural(matrix.subject)}, one by one"
    return Section("groups", title, lead, blocks)


def _pages(material: Material, rows: list[int]) -> Iterator[Page]:
    chosen = attrs.evolve(material.explanations, rows=np.array(rows, np.intp))
    on_map, past = OnMap(material.mapped), Past(material.steps)
    for explanation in chosen:
        key = page_id(explanation.row)
        yield Page(key, _title(material, explanation), tuple(_blocks(material, explanation, on_map, past)))


def _title(material: Material, explanation: Explanation) -> str:
    result = explanation.step(material.ranking.by).result
    rank = material.ranking.text(explanation.row)
    return f"{explanation.group}: rank {rank}, {result.measure.title} {with_band(result, ', ')}"


def _blocks(material: Material, explanation: Explanation, on_map: OnMap, past: Past) -> Iterator[Block]:
    key = page_id(explanation.row)
    yield details(material, explanation)
    yield path(explanation, key)
    yield levels(explanation, key)
    yield from moving(explanation, key)
    yield from unknowns(explanation, key)
    yield from on_map.words(explanation.group)
    yield from past.listing(explanation.group, key)
