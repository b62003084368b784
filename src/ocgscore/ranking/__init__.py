"""Ranking: the order of a batch with its bounds, and how much of it the levels alone decide."""

from ocgscore.ranking.order import Ranking, rank, ranking_measure

__all__ = ["Ranking", "rank", "ranking_measure"]
