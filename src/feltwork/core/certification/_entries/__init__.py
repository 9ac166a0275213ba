"""The fate of one entry, before any requirement looks at it: its level, its worth, and whether it stands."""

from .weighed import Fate, Weighed
from .weighing import weigh, weigh_all

__all__ = ["Fate", "Weighed", "weigh", "weigh_all"]
