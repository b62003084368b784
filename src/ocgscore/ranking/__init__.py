"""Ranking: the order of a batch with its bounds, and how much of it the levels alone decide."""

from ocgscore.ranking.order import Ranking, rank, ranking_measure
from ocgscore.ranking.pairs import PAIR_KINDS, Dominance, dominance, percent_text

__all__ = ["PAIR_KINDS", "Dominance", "Ranking", "dominance", "percent_text", "rank", "ranking_measure"]
