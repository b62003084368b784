"""Levels that the map would support, with the evidence: proposals for an assessor, never written to an assessment."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Final

import attrs

from ocgscore.matrix import Criterion, Level, Matrix, heading_key
from ocgscore.matrix.levels import UNKNOWN, LevelReader, level_key
from ocgscore.network.groups.balance import Standing, standing
from ocgscore.network.groups.joining import group_ids, listed, shown
from ocgscore.network.groups.measures import MEASURES, GroupMeasures, GroupTable, Value, group_measures
from ocgscore.network.groups.pairs import GroupPairs
from ocgscore.network.groups.rules import Rule
from ocgscore.network.model import OcgMap
from ocgscore.table import Table

UNTOUCHED: Final = (
    "Nothing was written to any assessment: a proposal is for an assessor to accept or refuse. What is not on the map "
    "is no evidence that it is not there."
)
AGREES, DIFFERS, NARROWS, OPEN = "agrees", "differs", "narrows", "not recorded"


@attrs.frozen
class Proposal:
    """A level that the map would support, or the evidence alone where no rule was given.

    Parameters
    ----------
    group : str
    criterion : Criterion or None
        None where no rule was given.
    recorded : str
        What the table has for the criterion, as written, ``/`` between rows that differ; empty where it has nothing.
    level : Level or None
        The level proposed; None where there is no rule, or the rule proposes none.
    against : str
        How the proposal stands to what is recorded: ``"agrees"``, ``"differs"``, ``"narrows"`` (one of the levels
        recorded as possible), ``"not recorded"`` (blank or unknown), or empty where nothing is proposed.
    measure : str
        Of the map; empty where no rule was given.
    value : int, Fraction or None
        Of the measure; None where undefined or where no rule was given.
    evidence : str
        What the map has, in words.
    """

    group: str
    criterion: Criterion | None
    recorded: str
    level: Level | None
    against: str
    measure: str
    value: Value
    evidence: str


@attrs.frozen(eq=False)
class Proposals:
    """Proposals group by group, by name, in the order of the rules.

    Parameters
    ----------
    rows : tuple of Proposal
    unmapped : tuple of str
        Groups of the table that are not on the map, in its order: nothing is proposed for them.
    matrix : Matrix
    rules : tuple of Rule
        Empty where none were given: then the rows list the evidence.
    """

    rows: tuple[Proposal, ...]
    unmapped: tuple[str, ...]
    matrix: Matrix
    rules: tuple[Rule, ...]
    note: str = UNTOUCHED


def proposals(
    network: OcgMap,
    rules: Sequence[Rule],
    matrix: Matrix,
    table: Table | None = None,
    *,
    measures: GroupTable | None = None,
) -> Proposals:
    """Return for every group on the map the levels that the rules would give it, and why.

    Parameters
    ----------
    network : OcgMap
    rules : sequence of Rule
        The user's own, from `read_rules`; none come with the library. Without any, the evidence is listed and no level
        proposed.
    matrix : Matrix
        The one the rules were read against.
    table : Table, optional
        The sheet or the scored table, with a column ``group``: what is recorded there is shown beside.
    measures : GroupTable, optional
        Of the same map, where they are worked out already.

    Returns
    -------
    Proposals

    Raises
    ------
    RequestError
        If the table has no column headed ``group``.

    Examples
    --------
    >>> from ocgscore import load_matrix
    >>> from ocgscore.network.groups.rules import read_rules
    >>> from ocgscore.network.model import Group, Link, Member, Person
    >>> people, groups = (Person("p"), Person("q")), (Group("A"), Group("B"))
    >>> network = OcgMap(people, groups, (Member("p", "A"), Member("q", "B")), (Link("p", "q"),))
    >>> matrix = load_matrix("sleipnir-2000")
    >>> row = {"criterion": "links_organised_crime", "measure": "cross_group_degree", "at_least": "1", "level": "low"}
    >>> scored = Table.from_rows([{"group": "A", "links_organised_crime": "nil"}])
    >>> first, second = proposals(network, read_rules(Table.from_rows([row]), matrix), matrix, scored).rows
    >>> first.group, first.level.code, first.recorded, first.against
    ('A', 'low', 'nil', 'differs')
    >>> first.evidence, second.against
    ('1 tie crosses to 1 group: B (1)', 'not recorded')
    """
    found = measures or group_measures(network)
    evidence = _Evidence(network, found)
    recorded = {} if table is None else _recorded(table, [rule.criterion for rule in rules])
    rows = []
    for at, row in enumerate(found):
        texts = recorded.get(str(row.group), {})
        if not rules:
            rows.append(Proposal(str(row.group), None, "", None, "", "", None, evidence.all(at)))
        rows += [
            _proposal(row, rule, texts.get(rule.criterion.id, ()), evidence.of(at, rule.measure)) for rule in rules
        ]
    mapped = {str(row.group) for row in found}
    ids = [] if table is None else group_ids(table)
    return Proposals(tuple(rows), tuple(dict.fromkeys(i for i in ids if i and i not in mapped)), matrix, tuple(rules))


def _proposal(row: GroupMeasures, rule: Rule, texts: Sequence[str], evidence: str) -> Proposal:
    value = row[rule.measure]
    level = None if value is None else rule.level(value)
    if value is None:
        said = f"{rule.measure} is undefined: {row.why[rule.measure]}"
    else:
        said = evidence if level else f"{evidence}; below every threshold of the rule"
    against = "" if level is None else _against(rule.criterion, level, texts)
    written = " / ".join(text for text in texts if text)
    return Proposal(str(row.group), rule.criterion, written, level, against, rule.measure, value, said)


def _against(criterion: Criterion, level: Level, texts: Sequence[str]) -> str:
    """Return how a level stands to what is recorded."""
    read, at = LevelReader(criterion).read, criterion.levels.index(level)
    known = [text for text in texts if level_key(text) not in UNKNOWN]
    if not known:
        return OPEN
    ranges = [read(text) for text in known]
    if not all(found is not None and found[0] <= at <= found[1] for found in ranges):
        return DIFFERS
    return AGREES if all(found == (at, at) for found in ranges) else NARROWS


def _recorded(table: Table, criteria: Sequence[Criterion]) -> Mapping[str, Mapping[str, list[str]]]:
    """Return by group and criterion the different texts of the table's rows, in their order."""
    places = {heading_key(column.heading): column for column in table.columns}
    found: dict[str, dict[str, list[str]]] = {}
    for criterion in criteria:
        column = places.get(criterion.id) or places.get(heading_key(criterion.title))
        for row, group in enumerate(group_ids(table) if column else ()):
            texts = found.setdefault(group, {}).setdefault(criterion.id, [])
            text = column.row_text(row) if column else ""
            if text not in texts:
                texts.append(text)
    return found


class _Evidence:
    """Says in words what a measure of a group rests on."""

    def __init__(self, network: OcgMap, found: GroupTable) -> None:
        self._rows, self._names = found.rows, [str(group) for group in found.belonging.groups]
        self._ties = _by_group(found.crossing, self._names)
        self._people = _by_group(found.sharing, self._names)
        self._stands: Mapping[Hashable, Standing] = standing(network)

    def of(self, at: int, measure: str) -> str:
        """Return the evidence of one measure of the group in a place."""
        kinds = {
            "cross_group_degree": self._crossing,
            "shared_members": self._sharing,
            "sharing_groups": self._sharing,
            "linked_groups": self._linked,
            "alliances": self._relations,
            "rivalries": self._relations,
            "tensions": self._relations,
        }
        said = kinds[measure](at, measure) if measure in kinds else ""
        return said or f"{MEASURES[measure]}: {shown(self._rows[at][measure])}"

    def all(self, at: int) -> str:
        """Return all that links the group in a place to others."""
        said = [self._crossing(at, ""), self._sharing(at, "")]
        said += [self._relations(at, kind) for kind in ("alliances", "rivalries", "tensions")]
        return "; ".join(text for text in said if text) or "no link to another group on the map"

    def _crossing(self, at: int, _: str) -> str:
        linked = self._ties.get(at, {})
        if not linked:
            return ""
        ties = sum(linked.values())
        return f"{_counted(ties, 'tie')} {'crosses' if ties == 1 else 'cross'} to {_groups(linked)}"

    def _sharing(self, at: int, _: str) -> str:
        linked = self._people.get(at, {})
        return f"members in common with {_groups(linked)}" if linked else ""

    def _linked(self, at: int, _: str) -> str:
        return "; ".join(text for text in (self._crossing(at, ""), self._sharing(at, "")) if text)

    def _relations(self, at: int, kind: str) -> str:
        others = [str(other) for other in getattr(self._stands[self._names[at]], kind)]
        return f"{kind}: {listed(others)}" if others else ""


def _by_group(pairs: GroupPairs, names: Sequence[str]) -> dict[int, dict[str, int]]:
    """Return for each group its partners with the count of what joins them, the most first, then by name."""
    found: dict[int, dict[str, int]] = {}
    triples = zip(pairs.low.tolist(), pairs.high.tolist(), pairs.counts.tolist(), strict=True)
    for low, high, count in sorted(triples, key=lambda triple: (-triple[2], *triple)):
        found.setdefault(low, {})[names[high]] = count
        found.setdefault(high, {})[names[low]] = count
    return found


def _groups(linked: Mapping[str, int]) -> str:
    said = listed([f"{name} ({count})" for name, count in linked.items()])
    return f"{_counted(len(linked), 'group')}: {said}"


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
