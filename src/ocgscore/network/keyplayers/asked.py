"""What is asked for: how many people, to what end, and by which measure."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Final, TypeAlias

import attrs

from ocgscore.errors import MOST_SEED, Problem, did_you_mean, whole_number_problems
from ocgscore.network.keyplayers.apart import DistanceFragmentation, Parting, affordable, in_steps, left_apart
from ocgscore.network.keyplayers.fragmentation import Fragmentation, Splitting, split
from ocgscore.network.keyplayers.reach import Reach, reached, within_problems
from ocgscore.network.keyplayers.reaching import Reaching, small
from ocgscore.network.keyplayers.weighing import Weight, Weights, weight_problems
from ocgscore.network.ties import Ints, Ties

GOALS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({"fragment": ("F", "DF"), "reach": ("m-reach", "R_D")})
LEFT: Final = 2  # people who must remain for a network to be in parts
Measured: TypeAlias = Fragmentation | DistanceFragmentation | Reach


@attrs.frozen(eq=False)
class Request:
    """What a caller says, sound or not; see `ocgscore.network.keyplayers.key_players`."""

    count: int
    goal: str
    measure: str | None
    within: int
    hops: bool
    weights: Mapping[Hashable, Weight] | None
    seed: int

    def problems(self, ties: Ties) -> Iterator[Problem]:
        """Yield what is wrong with it for a network."""
        reaching = self.goal == "reach"
        yield from self._goal_problems()
        most = len(ties) - (0 if reaching else LEFT)
        of = ", the number of people" if reaching else ", the number of people less two"
        counts = list(whole_number_problems("k", self.count, 1, most, of=of))
        yield from counts
        yield from within_problems(self.within, ties)
        yield from whole_number_problems("seed", self.seed, 0, MOST_SEED, hint="1 is as good as any")
        if self.weights is not None and self.measure == "DF":
            yield Problem("weights", "a table", "of use with DF", "take F, or leave them out")
        elif not counts:
            yield from weight_problems(ties, self.weights, 1 if reaching else int(self.count) + LEFT)

    def _goal_problems(self) -> Iterator[Problem]:
        if self.goal not in GOALS:
            yield Problem("goal", self.goal, "a goal", did_you_mean(self.goal, GOALS) or f"take {' or '.join(GOALS)}")
        elif self.measure is not None and self.measure not in GOALS[self.goal]:
            home = next((goal for goal, measures in GOALS.items() if self.measure in measures), None)
            hint = f"it belongs to the goal {home}" if home else f"take {' or '.join(GOALS[self.goal])}"
            yield Problem("measure", self.measure, f"a measure of the goal {self.goal}", hint)


@attrs.frozen(eq=False)
class Asked:
    """What is asked for, sound for its network.

    Parameters
    ----------
    ties : Ties
        Undirected.
    count : int
        How many people.
    goal : str
        ``"fragment"`` or ``"reach"``.
    measure : str
        ``"F"`` or ``"DF"``; ``"m-reach"`` or ``"R_D"``.
    within : int
        Steps, for m-reach.
    hops : bool
        Distances are steps.
    weights : Weights
    seed : int
    """

    ties: Ties
    count: int
    goal: str
    measure: str
    within: int
    hops: bool
    weights: Weights
    seed: int

    @classmethod
    def of(cls, ties: Ties, request: Request) -> Asked:
        """Take a request without problems."""
        measure = request.measure or GOALS[request.goal][0]
        hops, weights = in_steps(ties, hops=request.hops), Weights.of(ties, request.weights)
        return cls(ties, int(request.count), request.goal, measure, request.within, hops, weights, request.seed)

    @property
    def by_strength(self) -> bool:
        """Whether the measure rests on distances that count the strength of ties."""
        return self.measure in {"DF", "R_D"} and not self.hops

    @property
    def searched_in_steps(self) -> bool:
        """Whether sets are compared in steps though the measure is by strength: that would take too long."""
        return self.by_strength and not (affordable(self.ties) if self.measure == "DF" else small(self.ties))

    def measured(self, chosen: Ints) -> Measured:
        """Return what a set, by its positions, comes to."""
        if self.measure == "F":
            return split(self.ties, chosen, self.weights)
        if self.measure == "DF":
            return left_apart(self.ties, chosen, hops=self.hops)
        return reached(self.ties, chosen, self.weights, within=self.within, hops=self.hops)

    def worth(self, found: Measured) -> Fraction:
        """Return the value of the measure."""
        if not isinstance(found, Reach):
            return found.value or Fraction(0)
        return found.reached if self.measure == "m-reach" else found.r_d or Fraction(0)

    def aim(self, order: Ints) -> Splitting | Parting | Reaching:
        """Return what the search goes by; `order` is who is worth trying first."""
        if self.measure == "F":
            return Splitting(self.ties, self.weights)
        hops = self.hops or self.searched_in_steps
        if self.measure == "DF":
            return Parting(self.ties, hops=hops, order=order, seed=self.seed)
        return Reaching(self.ties, self.weights, within=self.within if self.measure == "m-reach" else None, hops=hops)
