"""The bank as those who keep it see it: the list, one question with its story, what waits to be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from feltwork.apps.accounts.models import User
from feltwork.apps.exams.languages import known_first, language_word
from feltwork.apps.exams.models import Difficulty, Exposure, Item, ItemReview, ItemVersion, Topic
from feltwork.apps.schools.models import School

State = ItemVersion.State


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list. *version* is the newest; *is_live* says whether an (older) one is in use."""

    item: Item
    version: ItemVersion
    is_live: bool
    readers: int

    @property
    def first_words(self) -> str:
        words = " ".join(str(self.version.data.get("stem", "")).split())
        return words if len(words) <= 110 else words[:109].rsplit(" ", 1)[0] + "\u00a0…"

    @property
    def state(self) -> str:
        return "retired" if self.item.retired_at else str(self.version.state)


def newest() -> QuerySet[ItemVersion]:
    """The newest version of the item of the outer query."""
    return ItemVersion.objects.filter(item=OuterRef("pk")).order_by("-number")


def found(items: QuerySet[Item], wanted: Mapping[str, Any], reader: User) -> QuerySet[Item]:
    """*items* that fit the filters: q, topic, difficulty, kind, language, state (“mine”: what *reader* could read)."""
    for name in ("topic", "difficulty"):
        if wanted.get(name):
            items = items.filter(**{name: wanted[name]})
    if wanted.get("kind"):
        items = items.annotate(newest_kind=Subquery(newest().values("kind")[:1])).filter(newest_kind=wanted["kind"])
    if wanted.get("language"):
        said = ItemVersion.objects.filter(item=OuterRef("pk"), language=wanted["language"]).exclude(state=State.OLD)
        items = items.filter(Exists(said))
    if wanted.get("q"):
        said = ItemVersion.objects.filter(item=OuterRef("pk"), data__stem__icontains=wanted["q"]).exclude(
            state=State.OLD
        )
        items = items.filter(Q(code__icontains=wanted["q"]) | Q(family__iexact=wanted["q"]) | Exists(said))
    return _in_state(items, str(wanted.get("state") or ""), reader).order_by("topic", "code")


def _in_state(items: QuerySet[Item], state: str, reader: User) -> QuerySet[Item]:
    if state == "retired":
        return items.filter(retired_at__isnull=False)
    items = items.filter(retired_at=None)
    if state == "mine":
        return items.filter(pk__in=to_read(reader).values("item"))
    if state:
        return items.filter(Exists(ItemVersion.objects.filter(item=OuterRef("pk"), state=state)))
    return items


def to_read(reader: User) -> QuerySet[ItemVersion]:
    """Versions that wait for a reader and that *reader* neither wrote nor has read."""
    waiting = ItemVersion.objects.filter(state=State.REVIEW, item__retired_at=None)
    return waiting.exclude(written_by=reader).exclude(reviews__by=reader)


def rows(items: Iterable[Item]) -> list[Row]:
    """Lines of the list, with two statements however many there are."""
    wanted = list(items)
    latest: dict[int, Any] = {}
    live: set[int] = set()
    versions = ItemVersion.objects.filter(item__in=wanted).annotate(
        readers=Count("reviews", filter=Q(reviews__verdict=ItemReview.Verdict.FIT))
    )
    for version in versions.order_by("item", "number"):
        latest[version.item_id] = version
        if version.state == State.LIVE:
            live.add(version.item_id)
    return [
        Row(item, newest_one, item.pk in live, newest_one.readers)
        for item in wanted
        if (newest_one := latest.get(item.pk)) is not None
    ]


def story(item: Item) -> list[ItemVersion]:
    """All versions with who wrote and who read them, newest first."""
    reviews = Prefetch("reviews", ItemReview.objects.select_related("by").order_by("at", "pk"))
    return list(item.versions.select_related("written_by").prefetch_related(reviews).order_by("-number"))


def counts(school: School) -> dict[str, dict[tuple[str, str], int]]:
    """language → topic and difficulty → how many questions are in use; one query."""
    live = Item.objects.filter(school=school, retired_at=None, versions__state=State.LIVE)
    found: dict[str, dict[tuple[str, str], int]] = {}
    for row in live.values("versions__language", "topic", "difficulty").annotate(n=Count("pk")):
        found.setdefault(row["versions__language"], {})[row["topic"], row["difficulty"]] = row["n"]
    return {language: found[language] for language in known_first(found)}


@dataclass(frozen=True, slots=True)
class TopicCount:
    topic: str
    label: str
    numbers: tuple[int, ...]  # easy, medium, hard

    @property
    def total(self) -> int:
        return sum(self.numbers)


@dataclass(frozen=True, slots=True)
class LanguageCount:
    """What is in use in one language, in the order of the topics."""

    language: str
    topics: list[TopicCount]

    @property
    def name(self) -> str:
        return language_word(self.language)


def in_languages(school: School) -> list[LanguageCount]:
    """For each language of the bank; with an empty bank one table of nothing."""
    return [LanguageCount(language, _topics(there)) for language, there in (counts(school) or {"en": {}}).items()]


def _topics(there: Mapping[tuple[str, str], int]) -> list[TopicCount]:
    return [
        TopicCount(code, str(label), tuple(there.get((code, one), 0) for one in Difficulty.values))
        for code, label in Topic.choices
    ]


def in_use(school: School) -> QuerySet[ItemVersion]:
    """What may be asked now."""
    return ItemVersion.objects.filter(school=school, state=State.LIVE, item__retired_at=None).select_related("item")


def exposure_of(item: Item) -> int:
    """How often it was asked, as last counted."""
    return Exposure.objects.filter(item=item).values_list("times", flat=True).first() or 0
