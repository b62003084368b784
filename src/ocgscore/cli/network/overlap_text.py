"""Groups compared, as it reads on a terminal: pair by pair, the first ones, and what to know when reading them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ocgscore.cli.terminal import filled, terminal_width
from ocgscore.network.groups.bridges import Bridge, Bridges
from ocgscore.network.groups.cuts import Cut
from ocgscore.network.groups.duplicates import Duplicate
from ocgscore.network.groups.joining import listed, shown
from ocgscore.network.groups.overlap import Overlap, SharedMembers
from ocgscore.report.network.mapped import map_provenance_text
from ocgscore.report.network.overlap import Names, chance_cell
from ocgscore.words import counted

if TYPE_CHECKING:
    from ocgscore.network.model import OcgMap

SHOWN, SHOWN_NAMES = 20, 8
INDENT = "    "
CHANCE = (
    "Chance: how likely groups of these sizes, drawn blindly from all {} people on the map, would have so many in "
    "common; of many pairs some are unlikely by chance alone."
)


def lines(found: Overlap | Bridges | tuple[Duplicate, ...], network: OcgMap, marking: str) -> Iterator[str]:
    """Yield the list: marking, what it is, the first pairs, and what to know when reading it."""
    width, names = terminal_width(), Names.of(network)
    if marking:
        yield marking.center(width).rstrip()
    yield from filled(
        f"{_title(found)}: groups on the map {len(network.groups):,}, people {len(network.people):,}", width
    )
    for number in range(min(SHOWN, len(found))):
        yield ""
        head, *rest = _entry(found[number], names)
        yield from filled(f"{number + 1:>2}. {head}", width, subsequent_indent=INDENT)
        for text in rest:
            yield from filled(text, width, initial_indent=INDENT, subsequent_indent=INDENT)
    if isinstance(found, Bridges):
        yield from _cut_lines(found, names, width)
    yield ""
    for note in _notes(found, network):
        yield from filled(note, width)
    if marking:
        yield marking.center(width).rstrip()


def _title(found: Overlap | Bridges | tuple[Duplicate, ...]) -> str:
    if isinstance(found, tuple):
        return "Groups that may be one group mapped twice"
    return "What joins groups" if isinstance(found, Bridges) else "Groups that share members"


def _entry(pair: SharedMembers | Bridge | Duplicate, names: Names) -> Iterator[str]:
    both = f"{names.group(pair.group)} and {names.group(pair.other)}"
    if isinstance(pair, SharedMembers):
        yield f"{both} share {counted(pair.count, 'member')}"
        sizes = f"of {pair.sizes[0]} and {pair.sizes[1]}"
        shares = f"Jaccard {shown(pair.jaccard)}, overlap coefficient {shown(pair.coefficient)}"
        yield f"{sizes}: {shares}, chance {chance_cell(pair.log_chance)}"
        yield listed([names.person(person) for person in pair.people], SHOWN_NAMES)
    elif isinstance(pair, Duplicate):
        yield f"{both}: {pair.rule}"
        yield from _evidence(pair, names)
    else:
        yield f"{both}: {counted(len(pair.ties), 'tie')}, {counted(len(pair.shared), 'shared member')}"
        yield from _joining(pair, names)


def _evidence(pair: Duplicate, names: Names) -> Iterator[str]:
    if pair.log_chance is not None:
        share = f"overlap coefficient {shown(pair.coefficient)}, chance {chance_cell(pair.log_chance)}"
        yield f"the same people: {pair.same_people} of {pair.sizes[0]} and {pair.sizes[1]}; {share}"
    if pair.shared:
        yield f"in both under one id: {listed([names.person(person) for person in pair.shared], SHOWN_NAMES)}"
    if pair.lookalikes:
        looks = [f"{names.person(one)} = {names.person(other)}" for one, other in pair.lookalikes]
        yield f"same name and date of birth: {listed(looks, SHOWN_NAMES)}"
    yield f"names {pair.names or 'not stated'}; forces {pair.forces or 'not stated'}"


def _joining(bridge: Bridge, names: Names) -> Iterator[str]:
    if len(bridge.ties) == 1:
        yield f"the only tie: {' – '.join(map(names.person, bridge.ties[0]))}"
    elif bridge.ties:
        carriers = [f"{names.person(person)} {count}" for person, count in bridge.carriers.items()]
        yield f"ties carried: {listed(carriers, SHOWN_NAMES)}"
    if bridge.shared:
        yield f"in both: {listed([names.person(person) for person in bridge.shared], SHOWN_NAMES)}"
    if bridge.alone and len(bridge.ties) != 1:
        yield f"nothing would join them without {' or without '.join(map(names.person, bridge.alone))}"


def _cut_lines(found: Bridges, names: Names, width: int) -> Iterator[str]:
    yield ""
    yield from filled(f"{counted(len(found.cuts), 'tie')} whose removal separates groups", width)
    for cut in found.cuts[:SHOWN]:
        yield from filled(_cut_text(cut, names), width, initial_indent="  ", subsequent_indent=INDENT)
    if len(found.cuts) > SHOWN:
        yield f"  and {len(found.cuts) - SHOWN} more"


def _cut_text(cut: Cut, names: Names) -> str:
    near, far = (listed([names.group(group) for group in side], SHOWN_NAMES) for side in (cut.groups, cut.others))
    return f"{names.person(cut.person)} – {names.person(cut.other)}: {near} from {far}"


def _notes(found: Overlap | Bridges | tuple[Duplicate, ...], network: OcgMap) -> Iterator[str]:
    if not len(found):
        yield "None found." if network.groups else "The map names no groups."
    elif len(found) > SHOWN:
        yield f"{SHOWN} of {len(found):,} pairs shown; all are in --out and --format csv."
    if isinstance(found, Overlap) and len(found):
        yield "The pairs that share the most members come first, then those with the smaller group."
        yield CHANCE.format(f"{len(network.people):,}")
    elif isinstance(found, Bridges) and len(found):
        yield "The pairs that the fewest ties and shared members join come first."
        yield "A tie of a shared member inside either group does not count as one between the two."
    elif len(found):
        yield "The strongest evidence comes first, by rule; it is not added up, and it is no verdict."
        yield "People count as the same by id, or by name and date of birth."
        yield CHANCE.format("different")
    yield f"Map {map_provenance_text(network)}."
