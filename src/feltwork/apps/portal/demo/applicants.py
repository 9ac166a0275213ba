"""People who apply: one just now, one who was asked something, one with a condition, one refused."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from feltwork.apps.admissions import actions
from feltwork.apps.admissions.models import Application
from feltwork.apps.portal.demo.people import person
from feltwork.apps.portal.demo.stories import Cast

PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"  # noqa: E501
HEALTH = {"profession": "nursing", "years_in_practice": "6"}
HELPING = {"profession": "teacher", "years_in_practice": "3"}


def build(cast: Cast) -> None:
    """Four applications in four states."""
    office = cast.staff["registrar"]
    _apply(cast, "Tomas Ferreira", -3, "health_profession", HEALTH)
    asked = _apply(cast, "Noor Haddad", -9, "health_profession", HEALTH)
    actions.ask(
        application=asked,
        text="Your licence names no end. Until when is it valid? A photograph of the back is enough.",
        due_on=cast.line.day(7),
        by=office,
        at=cast.line.at(-5),
    )
    waits = _apply(cast, "Ilse Wagner", -25, "helping_profession", HELPING)
    actions.accept_conditionally(
        application=waits,
        cohort=cast.cohorts["coming"],
        text="Please send the reference once your headteacher has written it.",
        due_on=cast.line.day(40),
        by=office,
        at=cast.line.at(-18),
    )
    refused = _apply(cast, "Rui Costa", -60, "helping_profession", HELPING)
    actions.refuse(
        application=refused,
        text="The rules ask for people who work with people now. You are welcome to apply again once you do.",
        by=office,
        at=cast.line.at(-50),
    )


def _apply(cast: Cast, name: str, offset: int, route: str, answers: dict[str, Any]) -> Application:
    applicant, at = person(name), cast.line.at(offset)
    application = actions.begin(programme=cast.cohorts["coming"].programme, by=applicant, at=at)
    full = {**answers, "licence_until": cast.line.day(500).isoformat()} if route == "health_profession" else answers
    actions.save_draft(
        application=application, route=route, answers=full, cohort=cast.cohorts["coming"], by=applicant, at=at
    )
    for paper in ("degree", "licence") if route == "health_profession" else ("reference",):
        upload = SimpleUploadedFile(f"{paper}.pdf", PAPER, content_type="application/pdf")
        actions.add_document(application=application, criterion=paper, upload=upload, by=applicant, at=at)
    actions.submit(application=application, by=applicant, at=cast.line.at(offset, 12))
    application.refresh_from_db()
    return application
