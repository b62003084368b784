"""What removals do to a network, as it reads on a terminal: a small curve, what it comes to, and what was assumed."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from ocgscore.cli.terminal import aligned, filled, terminal_width
from ocgscore.network.disruption import Disruption
from ocgscore.network.disruption.efficiency import FIRST, marks
from ocgscore.scoring import rounded
from ocgscore.words import counted

if TYPE_CHECKING:
    from ocgscore.network.disruption import Efficiency, GroupDisruption
    from ocgscore.network.model import OcgMap

SHOWN = 20  # groups
CELLS = 20  # of a bar
SHORT = 12  # hex digits of a digest that identify it to a reader


def disruption_lines(found: Disruption | GroupDisruption, network: OcgMap, marking: str) -> Iterator[str]:
    """Yield the result: marking, what it is, the curve, and what to know when reading it."""
    width = terminal_width()
    if marking:
        yield marking.center(width).rstrip()
    yield from _people(found, network, width) if isinstance(found, Disruption) else _groups(found, network, width)
    if network.sha256:
        yield f"{network.name}: sha256 {network.sha256[:SHORT]}."
    if marking:
        yield marking.center(width).rstrip()


def _people(found: Disruption, network: OcgMap, width: int) -> Iterator[str]:
    curve = found.curve
    size = f"{counted(len(found.ties), 'person', 'people')}, {counted(found.ties.size, 'link')}"
    yield from filled(f"{network.name}: what is left of {size}, people taken out {curve.strategy.said}", width)
    yield ""
    yield from _drawn(_curve_columns(found), width)
    yield ""
    for note in (*_curve_notes(found), *_efficiency_notes(found.efficiency), *_recovery_notes(found)):
        yield from filled(note, width)
    yield from filled(f"Worked out – {'; '.join(found.engines)}.", width)


def _drawn(columns: dict[str, list[str]], width: int) -> Iterator[str]:
    lines, left_out = aligned(list(columns), list(zip(*columns.values(), strict=True)), width)
    yield from lines
    if left_out:
        yield f"(no room for: {', '.join(left_out)})"


def _curve_columns(found: Disruption) -> dict[str, list[str]]:
    curve, steps = found.curve, marks(len(found.curve))
    columns = {
        "after": [str(step) for step in steps],
        "removed": [str(curve.removed[step - 1]) if step else "" for step in steps],
        "largest": [str(curve.sizes[step]) for step in steps],
        "of start": [_percent(curve.share(step)) for step in steps],
        "efficiency": [_efficiency(found.efficiency, step) for step in steps],
        "at random": [_spread(found, step) for step in steps],
    }
    if found.recovered is None:
        return columns | {"": [_bar(curve.share(step), CELLS) for step in steps]}
    recovered = found.recovered
    names = ("", *map(str, recovered.removed))
    return columns | {
        "if mended": [str(recovered.sizes[step]) for step in steps],
        "without": [names[step] for step in steps],
    }


def _bar(share: Fraction, cells: int) -> str:
    return "#" * int(rounded(share * cells, 0))


def _percent(share: Fraction) -> str:
    return f"{rounded(100 * share, 1)} %"


def _spread(found: Disruption, step: int) -> str:
    low, high = int(found.chance.low[step]), int(found.chance.high[step])
    return str(low) if low == high else f"{low}–{high}"


def _efficiency(efficiency: Efficiency, step: int) -> str:
    value = efficiency.at(efficiency.steps.tolist().index(step))
    return "undefined" if value is None else str(rounded(Fraction(value), 3))


def _curve_notes(found: Disruption) -> Iterator[str]:
    curve, chance, count = found.curve, found.chance, len(found.curve)
    if curve.halved is None:
        yield f"The largest component is not down to half after {counted(count, 'removal')}."
    else:
        yield f"The largest component is down to half after {counted(curve.halved, 'removal')}."
    kept, by_chance = _percent(curve.area()), _percent(chance.area())
    over = f"Over these {counted(count, 'removal')} the largest component holds"
    yield f"{over} {kept} of all people on average, and {by_chance} when they go at random."
    if len(marks(count)) <= count:
        yield "Not every step is shown here; all are in --out and --format csv."
    yield f"At random: the range over {chance.draws} orders drawn (seed {chance.seed})."
    if curve.robustness is None:
        yield f"R is undefined: it takes all {curve.people:,} removals."
    else:
        yield f"R, that mean over all {curve.people:,} removals, is {rounded(curve.robustness, 4)}."
    if curve.strategy.order is None:
        yield "Of equals the first by id goes first; where many are equal the curve depends on it."


def _efficiency_notes(efficiency: Efficiency) -> Iterator[str]:
    yield "Efficiency is that of those who remain: the mean of 1 / steps over their pairs, 0 where not joined."
    if not efficiency.exact:
        worst = max(efficiency.error(number) or 0.0 for number in range(len(efficiency.steps)))
        yield f"It is estimated from {efficiency.sources} people; its standard error is up to {worst:.1e}."


def _recovery_notes(found: Disruption) -> Iterator[str]:
    curve = found.recovered
    if curve is None or curve.recovery is None:
        return
    recovery = curve.recovery
    rules = {
        "chain": "in a row, those most strongly linked to that person first",
        "hub": "with the one among them who has the most links",
    }
    how = f"each such link with chance {recovery.chance:g} (one draw, seed {recovery.seed})"
    who = "ASSUMPTION, not evidence: “if mended” takes it that the neighbours of each person removed link up"
    yield f"{who} {rules[recovery.rule]}, {how}. “without” is who would go then."
    made = counted(len(curve.course.made), "link")
    yield (
        f"Then {made} would be made, and the largest component would hold {_percent(curve.area())} of all people on "
        f"average instead of {_percent(found.curve.area())}.{_regained(found)}"
    )


def _regained(found: Disruption) -> str:
    """Return what recovery does to efficiency after the first ten removals: every answer has that step."""
    step = min(FIRST, len(found.curve))
    mended = None if found.recovered_efficiency is None else found.recovered_efficiency.at(step)
    plain = found.efficiency.at(step)
    if mended is None or plain is None:
        return ""
    shown = f"{rounded(Fraction(mended), 3)} instead of {rounded(Fraction(plain), 3)}"
    return f" After {counted(step, 'removal')} the efficiency would be {shown}."


def _groups(found: GroupDisruption, network: OcgMap, width: int) -> Iterator[str]:
    damage, curve = found.damage, found.curve
    size = f"{counted(len(damage.groups), 'group')} and {damage.people:,} people"
    yield from filled(f"{network.name}: what is left of {size}, whole groups taken out", width)
    yield ""
    yield f"Each group alone, the largest component having {damage.start:,} people:"
    shown = damage.order.tolist()[:SHOWN]
    alone = {
        "group": [str(damage.groups[group]) for group in shown],
        "members": [str(damage.sizes[group]) for group in shown],
        "removed": [str(damage.removed[group]) for group in shown],
        "largest left": [str(damage.largest[group]) for group in shown],
        "damage": [_percent(damage.damage(group)) for group in shown],
    }
    yield from _drawn(alone, width)
    yield ""
    yield f"One after another, {'as given' if curve.given else 'each time the one without which least is left'}:"
    steps = marks(len(curve.removed))
    after = {
        "after": [str(step) for step in steps],
        "removed": [str(curve.removed[step - 1]) if step else "" for step in steps],
        "people gone": [str(curve.gone[step]) for step in steps],
        "largest": [str(curve.sizes[step]) for step in steps],
        "of start": [_percent(curve.share(step)) for step in steps],
        "": [_bar(curve.share(step), CELLS) for step in steps],
    }
    yield from _drawn(after, width)
    yield ""
    for note in _group_notes(found):
        yield from filled(note, width)


def _group_notes(found: GroupDisruption) -> Iterator[str]:
    damage = found.damage
    if len(damage.groups) > SHOWN:
        yield f"{SHOWN} of {len(damage.groups):,} groups shown; all are in --out and --format csv."
    if damage.shared == "removed":
        yield "A person in several groups goes with the first of them that is taken out (--keep-shared: with the last)."
    else:
        yield "A person in several groups goes only with the last of them."
    yield "Damage is the part of the largest component that goes: the group's own members, and whoever they alone join."
    yield "Of groups that leave as much the first by id goes first. Worked out exactly, on arrays."
