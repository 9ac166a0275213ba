"""Why somebody may not rate, in words for the school. What is nobody's business stays one sentence for all."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from feltwork.apps.accounts.models import User
from feltwork.apps.exams.queries.relations import Pool

CLOSE = _("One of the two stands close to the other; how is not asked")
WORDS = {
    "own": _("Is the candidate"),
    "signed": _("Signed sessions or consultations of the candidate"),
    "asked": _("Was asked to sign for the candidate"),
    "cohort": _("Is or was in training in the same group"),
    "supervises": _("Supervises the candidate, or did"),
    "earlier": _("Rated this session before"),
    "said": CLOSE,
    "apart": CLOSE,
    "training": _("Has not matched the agreed ratings of three training cases within a year"),
    "role": _("Is neither of faculty nor a provider any more"),
}
PARTLY = _("Teaches the candidate’s group: one of two may, never both")


def in_words(codes: Iterable[str]) -> list[str]:
    """Each sentence once, in the order of WORDS."""
    known = set(codes)
    return list(dict.fromkeys(str(words) for code, words in WORDS.items() if code in known))


def people_left_out(pool: Pool) -> list[tuple[User, list[str]]]:
    return [(user, in_words(codes)) for user, codes in pool.left_out]
