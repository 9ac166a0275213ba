"""What a client has agreed to, and in which words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db.models import Max
from django.utils.translation import get_language

from feltwork.apps.practice.models import Consent, ConsentText, Guardian
from feltwork.apps.practice.models.consents import Topic
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.apps.schools.models import School


@dataclass(frozen=True, slots=True)
class TopicState:
    """Where one topic stands. `decision` is "" where nobody asked; `is_outdated`: the wording in that
    language changed since."""

    topic: str
    label: str
    decision: str
    at: datetime | None
    by: Any
    guardian: Guardian | None
    detail: str
    text: ConsentText | None
    is_outdated: bool
    assent: str = ""  # what a child said to it, of `models.consents.Assent`

    @property
    def is_given(self) -> bool:
        return self.decision == Consent.Decision.GIVEN


def consents_of(file: OpenFile) -> list[TopicState]:
    """Each topic with its latest answer: two statements."""
    latest: dict[str, Consent] = {}
    rows = Consent.objects.filter(client=file.client, record=None).select_related("by", "guardian", "text")
    for row in rows.order_by("at", "pk"):
        latest[row.topic] = row
    versions = _versions(file.client.school)
    return [_state(file, topic, latest.get(topic), versions) for topic in Topic.values]


def latest_of(file: OpenFile, topic: str) -> TopicState:
    """Where one topic stands, whatever the wording became: one statement."""
    rows = Consent.objects.filter(client=file.client, topic=topic, record=None).select_related("by", "guardian", "text")
    return _state(file, topic, rows.order_by("at", "pk").last())


def history_of(file: OpenFile, topic: str) -> list[TopicState]:
    """Every answer to a topic, the newest first, those for one session among them."""
    rows = Consent.objects.filter(client=file.client, topic=topic).select_related("by", "guardian", "text", "record")
    return [_state(file, topic, row) for row in rows.order_by("-at", "-pk")]


def current_text(school: School, topic: str, language: str = "") -> ConsentText | None:
    """The wording that is agreed to today, in *language*, else in English, else in whichever there is."""
    newest = ConsentText.objects.filter(school=school, topic=topic).order_by("-version", "-pk")
    wanted = (language or get_language() or "en").split("-")[0]
    return newest.filter(language=wanted).first() or newest.filter(language="en").first() or newest.first()


def texts_of(school: School) -> dict[str, ConsentText | None]:
    return {topic: current_text(school, topic) for topic in Topic.values}


def _versions(school: School) -> dict[tuple[str, str], int]:
    """By topic and language: a new wording in one language says nothing about what was read in another."""
    rows = ConsentText.objects.filter(school=school).values("topic", "language").annotate(last=Max("version"))
    return {(row["topic"], row["language"]): row["last"] for row in rows}


def _state(
    file: OpenFile, topic: str, row: Consent | None, versions: Mapping[tuple[str, str], int] = MappingProxyType({})
) -> TopicState:
    """*versions*: see `_versions`; without, nothing is said about a wording that changed."""
    label = str(Topic(topic).label)
    if row is None:
        return TopicState(topic, label, "", None, None, None, "", None, is_outdated=False)
    detail, assent = _detail(file, row)
    newest = versions.get((topic, row.text.language), 0) if row.text else 0
    outdated = bool(row.text and newest > row.text.version and row.decision == Consent.Decision.GIVEN)
    return TopicState(topic, label, row.decision, row.at, row.by, row.guardian, detail, row.text, outdated, assent)


def _detail(file: OpenFile, row: Consent) -> tuple[str, str]:
    """Limits in their words, and what a child said."""
    known = file.cabinet.open(row, "detail") or ""
    return (known, "") if isinstance(known, str) else (known.get("words", ""), known.get("assent", ""))
