"""Seeded draws: every part of an audit has a stream of its own, so that no part disturbs another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from ocgscore.audit.columns import Columns
from ocgscore.matrix.program import Program

Levels: TypeAlias = npt.NDArray[Any]  # integers, shape (k, rows)
STREAMS: Final = ("pairs", "influence", "unknown rules", "unknown spread", "sample")
MOST_CELLS: Final = 2**22  # answers drawn at once: larger matrices get fewer draws


def stream(seed: int, part: str) -> np.random.Generator:
    """Return the generator of one part of the audit."""
    return np.random.Generator(np.random.PCG64([seed, STREAMS.index(part)]))


def bounded(draws: int, criteria: int, most: int = MOST_CELLS) -> int:
    """Return how many draws are affordable, at most `draws`, for so many criteria; at least 1."""
    return max(1, min(draws, most // max(criteria, 1)))


def drawn_levels(generator: np.random.Generator, sizes: Sequence[int], rows: int) -> Levels:
    """Return level positions, every level of a criterion equally likely; shape (k, rows)."""
    return np.array([generator.integers(0, size, rows) for size in sizes], np.intp)


def scored_columns(program: Program, levels: Levels) -> Columns:
    """Return the measures over level positions."""
    values = {at: np.array(of, np.int64)[levels[at]] for at, of in enumerate(program.values)}
    return Columns(program, values, levels.shape[1])
