"""What the first answer of a consistency study looks like on a terminal: whether scorers can be compared at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from ocgscore.cli.layout import NAMES_SHOWN, listed, paragraph, table
from ocgscore.consistency.design import common_vignettes
from ocgscore.consistency.estimate import plain
from ocgscore.words import counted

if TYPE_CHECKING:
    from ocgscore.consistency.design import Design, Option

PARTS_SHOWN: Final = 8
PAIRS_SHOWN: Final = 3
ALIKE: Final = 1.2  # the largest standard error over the smallest: pairs are told apart about equally well


def design_lines(design: Design) -> Iterator[str]:
    """Yield the verdict, the parts, the weakest links."""
    links = design.links
    yield from paragraph(f"{design.reason[0].upper()}{design.reason[1:]}.")
    if len(links.scorers) < 2:
        return
    yield from paragraph(
        f"One scoring strays by {design.noise:.2f} level steps (standard deviation of its mean level, "
        f"{design.noise_from})."
    )
    if links.connected:
        yield from _weakest(design)
    else:
        yield from _parts(design)
    cut = links.articulation()
    if cut:
        yield from paragraph(
            f"{listed(cut)}: without {'it' if len(cut) == 1 else 'any one of them'} others would no longer be linked."
        )


def _weakest(design: Design) -> Iterator[str]:
    """Say which pairs are told apart worst."""
    one, other = np.triu_indices(len(design.links.scorers), 1)
    errors = design.standard_error[one, other]
    if len(errors) > 1 and errors.max() <= ALIKE * errors.min():
        yield from paragraph(f"All pairs are told apart about equally well (to {plain(float(errors.max()))}).")
        return
    order = np.argsort(-errors, kind="stable")[:PAIRS_SHOWN]
    said = [
        f"{design.links.scorers[a]} and {design.links.scorers[b]} ({design.standard_error[a, b]:.2f}, "
        f"{counted(int(design.links.common[a, b]), 'unit')} in common)"
        for a, b in zip(one[order].tolist(), other[order].tolist(), strict=True)
    ]
    yield from paragraph(f"Told apart worst, with the standard error of their difference: {'; '.join(said)}.")


def _parts(design: Design) -> Iterator[str]:
    members = design.links.members()
    for number, names in enumerate(members[:PARTS_SHOWN], 1):
        yield from paragraph(f"part {number}: {listed(names)}", indent="    ")
    if len(members) > PARTS_SHOWN:
        yield from paragraph(f"... and {len(members) - PARTS_SHOWN} more parts", indent="    ")
    needed = design.needed()
    pairs = "; ".join(f"{one} and {other}" for one, other in needed[:NAMES_SHOWN])
    more = f"; and {len(needed) - NAMES_SHOWN} more" if len(needed) > NAMES_SHOWN else ""
    yield from paragraph(
        f"{counted(len(needed), 'link')} would connect them, each of five units or more that both score: {pairs}{more}."
    )
    ten = common_vignettes(design, 10)
    yield from paragraph(
        f"Ten vignettes scored by all would do it too, and tell any two apart to {plain(ten.worst_pair)} level steps; "
        "--plan compares other ways."
    )


def plan_lines(options: Sequence[Option], design: Design) -> Iterator[str]:
    """Yield what further scorings would buy."""
    if not options:
        yield from paragraph("There is nothing to plan for one scorer.")
        return
    yield from paragraph(
        "On top of these, the standard error of a scorer's severity (against the mean of all), and of the difference "
        f"of two, in level steps. Noise {design.noise:.2f}, {design.noise_from}."
    )
    yield ""
    rows = [
        [option.name, str(option.extra), plain(option.against_mean), plain(option.worst_pair), f"{option.scorings:,}"]
        for option in options
    ]
    yield from table(["design", "each", "one scorer", "worst pair", "scorings in all"], rows)
    yield ""
    for said in (
        "each: scorings by each scorer; for a panel, of groups of each.",
        "A worst pair of 0.20 or less is enough to see half a level between two scorers.",
        "To see how well they agree on one criterion takes more: about 20 units scored by all.",
        "common vignettes: the same paper cases, scored by everybody. Tests the scale.",
        "random partners: groups of each re-scored by others drawn by lot. Tests live intelligence: use both.",
        "panel: groups of each re-scored by one panel. ring: by the next scorer, the worst where scorers are many.",
        "Groups to re-score are drawn by lot, not picked for a dispute, and re-scored blind under the same version.",
    ):
        yield from paragraph(said)
