"""Everything the examinations keep."""

from feltwork.apps.exams.models.bank import (
    Blueprint,
    Difficulty,
    Examination,
    Figure,
    Item,
    ItemReview,
    ItemVersion,
    Topic,
)

__all__ = ["Blueprint", "Difficulty", "Examination", "Figure", "Item", "ItemReview", "ItemVersion", "Topic"]
