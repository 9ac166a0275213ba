"""A bank to test with."""

from datetime import timedelta

from feltwork.apps.exams.actions.items import ask_review, review_item, write_item
from feltwork.apps.exams.demo import build_bank
from feltwork.apps.exams.models import ItemReview

CHOICE = {
    "kind": "single",
    "stem": "What comes *first*?",
    "choices": [{"id": "a", "text": "Orienting"}, {"id": "b", "text": "Speed"}, {"id": "c", "text": "The story"}],
    "key": "a",
    "explanation": "Because contact comes first.",
}


def written(school, by, at, **fields):
    """A draft of *by*."""
    given = {"topic": "se_skills", "difficulty": "medium", "data": CHOICE} | fields
    return write_item(school=school, by=by, at=at, **given)


def in_use(school, by, readers, at, **fields):
    """A question that two have read."""
    item = written(school, by, at, **fields)
    version = item.versions.get()
    ask_review(version=version, by=by, at=at)
    for reader in readers:
        review_item(version=version, verdict=ItemReview.Verdict.FIT, by=reader, at=at + timedelta(days=1))
    return item


def demo_bank(cast, cohort, at, **fields):
    """The questions that come with Feltwork, in use."""
    return build_bank(
        school=cohort.school,
        programme=cohort.programme,
        author=cast.carla,
        readers=[cast.greta, cast.dino],
        decider=cast.ruth,
        at=at,
        **fields,
    )
