"""Key players on a terminal: who they are, what choosing them does, the most central beside them, how sure it is."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from fractions import Fraction
from math import comb
from typing import TYPE_CHECKING

from ocgscore.cli.terminal import aligned, filled, terminal_width
from ocgscore.network.keyplayers import DistanceFragmentation, Fragmentation, Reach
from ocgscore.report.network.keyplayers import NOTHING, Standing
from ocgscore.scoring import rounded
from ocgscore.words import counted

if TYPE_CHECKING:
    from ocgscore.network.keyplayers import KeyPlayers
    from ocgscore.network.keyplayers.asked import Measured
    from ocgscore.network.model import OcgMap

SHORT = 12  # hex digits of a digest that identify it to a reader
SHOWN = 5  # sets as good as the one shown
LISTED = 30  # people of a set
NAMES = {"degree": "links", "betweenness": "betweenness"}


def key_players_lines(found: KeyPlayers, network: OcgMap, facts: dict[str, str], marking: str) -> Iterator[str]:
    """Yield the result: marking, the set, what it does, what it is compared with, and how sure it is."""
    width = terminal_width()
    if marking:
        yield marking.center(width).rstrip()
    yield from filled(_headline(found, network), width)
    yield ""
    yield from _drawn(_people(found, network), width)
    yield ""
    for line in (*_effect(found, facts), _certainty(found)):
        yield from filled(line, width)
    yield ""
    yield from _drawn(_compared(found), width)
    yield ""
    for note in _notes(found):
        yield from filled(note, width)
    if network.sha256:
        yield f"{network.name}: sha256 {network.sha256[:SHORT]}."
    if marking:
        yield marking.center(width).rstrip()


def _headline(found: KeyPlayers, network: OcgMap) -> str:
    asked, count = found.asked, found.asked.count
    by = f"{asked.measure}, weighted" if asked.weights.given else asked.measure
    size = f"{counted(len(asked.ties), 'person', 'people')}, {counted(asked.ties.size, 'link')}"
    if asked.goal == "fragment":
        what = f"the {counted(count, 'person', 'people')} whose removal splits the network most ({by})"
    else:
        what = f"the {counted(count, 'person', 'people')} who together reach most of the network ({by})"
    return f"{network.name}: {size}; {what}"


def _people(found: KeyPlayers, network: OcgMap) -> dict[str, list[str]]:
    known, asked = Standing.of(network), found.asked
    shown = found.chosen[:LISTED]
    who = [known.get(person, NOTHING) for person in shown]
    places = [asked.ties.place[person] for person in shown]
    columns = {"person": [str(person) for person in shown], "links": [str(asked.ties.degree[at]) for at in places]}
    more = {
        "name": [one.name for one in who],
        "groups": [one.groups for one in who],
        "roles": [one.roles for one in who],
        "weight": [_number(asked.weights.units[at] * asked.weights.unit) for at in places if asked.weights.given],
    }
    return columns | {heading: cells for heading, cells in more.items() if any(cells)}


def _drawn(columns: dict[str, list[str]], width: int) -> Iterator[str]:
    lines, left_out = aligned(list(columns), list(zip(*columns.values(), strict=True)), width)
    yield from lines
    if left_out:
        yield f"(no room for: {', '.join(left_out)})"


def _effect(found: KeyPlayers, facts: dict[str, str]) -> Iterator[str]:
    """Yield what the set does, in plain words."""
    one, start, asked = found.found, found.start, found.asked
    change = f"{_shown(found, found.before)} → {_shown(found, found.after)}"
    if isinstance(one, Fragmentation):
        pairs = "pairs, each weighed by its two people's weights," if asked.weights.given else "pairs of people"
        yield f"Without them {change} of the {pairs} who remain are not joined by any path (F)."
        yield _over_all(start, one)
    elif isinstance(one, DistanceFragmentation):
        yield f"Without them DF is {change}: 0 % is everybody linked to everybody, 100 % nobody to anybody."
        yield _over_all(start, one)
    elif isinstance(one, Reach) and asked.measure == "m-reach":
        what = (
            f"a weight of {_number(one.everybody)}"
            if asked.weights.given
            else counted(len(asked.ties), "person", "people")
        )
        steps = counted(asked.within, "step")
        yield f"They reach {_number(one.reached)} of {what} within {steps} ({_part(one.share)}), themselves among them."
        yield f"Beside themselves: {_number(one.others)}."
    else:
        yield f"R_D is {_shown(found, found.after)}: 100 % is everybody a step away or nearer, the set itself included."
    if facts:
        yield f"Weights: {facts['weights']}, by {facts['weighed_by']}; of several of a person's the greatest counts."


def _over_all(start: Measured, one: Measured) -> str:
    both = [_part(found.of_all) for found in (start, one) if not isinstance(found, Reach)]
    return f"Counted over all pairs there were at the start: {' → '.join(both)}."


def _part(value: Fraction | None) -> str:
    return "undefined" if value is None else _percent(value)


def _shown(found: KeyPlayers, value: Fraction) -> str:
    return _number(value) if found.asked.measure == "m-reach" else _percent(value)


def _number(value: Fraction) -> str:
    return f"{value.numerator:,}" if value.denominator == 1 else f"{rounded(value, 2):,}"


def _percent(share: Fraction) -> str:
    return f"{rounded(100 * share, 1)} %"


def _certainty(found: KeyPlayers) -> str:
    """Return how sure it is that no set is better."""
    asked = found.asked
    if not found.proved or found.tied is None:
        return f"Best found, from {len(found.starts)} starts; not proved: another set may be better."
    sets = comb(len(asked.ties), asked.count)
    if found.tied == 1:
        return f"Proved best: all {sets:,} sets were looked at, and no other is as good."
    others = "; ".join(_listed(chosen) for chosen in found.optima[1 : SHOWN + 1])
    more = "; …" if found.tied > SHOWN + 1 else ""
    as_good = "1 other is" if found.tied == 2 else f"{found.tied - 1:,} others are"
    return f"Proved best: all {sets:,} sets were looked at. {as_good} as good: {others}{more}."


def _listed(chosen: tuple[Hashable, ...]) -> str:
    return ", ".join(map(str, chosen))


def _compared(found: KeyPlayers) -> dict[str, list[str]]:
    """Return the set beside the most central people, and beside where each start led."""
    count, sign = found.asked.count, "" if found.asked.measure == "m-reach" else " points"
    rows = [("key players", found.after, found.chosen)]
    rows += [(f"top {count} by {NAMES[rival.by]}", rival.value, rival.chosen) for rival in found.rivals]
    rows += [(f"start: {start.name}", start.value, start.chosen) for start in found.starts]
    lost = [_shown(found, found.after - value).removesuffix(" %") + sign for _, value, _ in rows]
    return {
        "set": [name for name, _, _ in rows],
        found.asked.measure: [_shown(found, value) for _, value, _ in rows],
        "lost": ["" if number == 0 else said for number, said in enumerate(lost)],
        "people": [_listed(chosen) for _, _, chosen in rows],
    }


def _notes(found: KeyPlayers) -> Iterator[str]:
    worst = max(found.rivals, key=lambda rival: rival.lost)
    if worst.lost > 0:
        yield (
            "The most central people one by one are not a set chosen together: two who hold the same part of the "
            "network both rank high, and the second adds little. “lost” is what taking them would cost."
        )
    if len(found.chosen) > LISTED:
        yield f"{LISTED} of {len(found.chosen):,} people shown; all are in --out and --format csv."
    if found.asked.by_strength:
        yield "A link costs 1 / strength, in links as strong as the strongest; --hops counts steps."
    yield from found.notes
    yield "Of equals the first by id is taken. Links that are not on the map are not counted."
    yield f"Worked out – {'; '.join(found.engines)}; seed {found.asked.seed}."
