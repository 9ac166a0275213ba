"""Pages of the applicant's way: before applying, applying, and what the school does."""

from feltwork.apps.admissions.views.applying import apply, choose
from feltwork.apps.admissions.views.eligibility import check, eligibility
from feltwork.apps.admissions.views.papers import document, document_remove
from feltwork.apps.admissions.views.review import add_note, applications, review
from feltwork.apps.admissions.views.showing import answer, mine, show, withdraw

__all__ = [
    "add_note",
    "answer",
    "applications",
    "apply",
    "check",
    "choose",
    "document",
    "document_remove",
    "eligibility",
    "mine",
    "review",
    "show",
    "withdraw",
]
