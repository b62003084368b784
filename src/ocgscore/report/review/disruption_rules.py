"""The rules by which disruptions are counted, and what the figures do not say: in words, for whatever is written."""

from __future__ import annotations

from typing import Final

CLAIMS: Final = (
    "A force counts the disruptions that it claims, whosever the group is; a record without a force is counted by the "
    "force that the register gives its group."
)
SELF: Final = (
    "A record is self-assessed where graded_by is the force that claims it; otherwise as self_assessed says; where "
    "that is blank it is not if graded_by is another force, and else it is not known."
)
RATES: Final = "Rates are for every 100 active and dormant groups of the force on the register."
REGRADED: Final = (
    "Regraded is from every record one grade lower to every record one grade higher; negative has no lower grade, and "
    "major no higher."
)
NO_LEAGUE: Final = (
    "Forces stand by name: this is no league table. The public record has no written criteria for the grades, and the "
    "party that carried out a disruption is reported to grade it."
)
NOT_WORK: Final = (
    "A count says what was recorded: not what was done, nor whether it lasted, nor what was never recorded."
)
CHOSEN: Final = "Groups are chosen for disruption: a difference from groups that were not is not an effect of it."
REGRESSION: Final = (
    "Groups are often disrupted when they score highest, and what scored highest tends to score lower the next time "
    "whatever is done (regression to the mean); comparing within a band lessens this and does not remove it."
)
OTHERWISE: Final = (
    "A score also moves when another assessor gives it, or when unknowns become known; the ranges hold unknown levels "
    "and make no allowance for chance."
)
RULES: Final = (CLAIMS, SELF, RATES, REGRADED, NO_LEAGUE, NOT_WORK)
COMPARING: Final = (CHOSEN, REGRESSION, OTHERWISE)
