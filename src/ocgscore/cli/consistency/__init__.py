"""The command ``consistency`` and what it looks like on a terminal."""

from __future__ import annotations

from ocgscore.cli.consistency.command import consistency

__all__ = ["consistency"]
