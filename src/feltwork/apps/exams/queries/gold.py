"""Cases for training: what is missing before one is used, who agrees to its use, what the panel rated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from feltwork.apps.accounts.models import User
from feltwork.apps.exams.models import GoldCase, GoldConsent, GoldRecording, GoldTry, GoldVersion
from feltwork.apps.exams.queries.consents import holds, may_be_watched
from feltwork.apps.exams.sheets import book_words, empty, is_apart, is_complete, sheet_of
from feltwork.core.exams import Agreement, beside, rubric

Who = GoldConsent.Who
NEEDED = (Who.CLIENT, Who.PRACTITIONER)
LEAST_PANEL = 2


@dataclass(frozen=True, slots=True)
class Panel:
    """The people who then agree. `sheets`: handed in, in the order of their names; `mine`: the reader's own sheet;
    `may_read`: whether the reader may see the others': they handed in their own."""

    sheets: tuple[GoldTry, ...]
    mine: GoldTry | None
    may_read: bool

    @property
    def is_enough(self) -> bool:
        return len(self.sheets) >= LEAST_PANEL


def latest_version(case: GoldCase) -> GoldVersion | None:
    """What raters are compared with now."""
    found: GoldVersion | None = GoldVersion.objects.filter(case=case).order_by("number").last()
    return found


def versions_of(case: GoldCase) -> QuerySet[GoldVersion]:
    """All of them, the newest first."""
    return GoldVersion.objects.filter(case=case).select_related("by").order_by("-number")


def agreed_of(gold_try: GoldTry) -> Mapping[str, Any]:
    """The agreed ratings that belong to a try: those of its time."""
    found: Mapping[str, Any] = gold_try.agreed.gold if gold_try.agreed is not None else gold_try.case.gold
    return found


def consents_for(case: GoldCase) -> list[GoldConsent]:
    """All of the people in it, those that count first."""
    rows = GoldConsent.objects.filter(case=case).select_related("client", "by", "checked_by", "school")
    return sorted(rows, key=lambda row: (row.ended_at is not None, Who.values.index(row.who), row.at))


def recording_for(case: GoldCase) -> GoldRecording | None:
    found: GoldRecording | None = GoldRecording.objects.filter(case=case, removed_at=None).first()
    return found


def all_agree(case: GoldCase, at: datetime) -> bool:
    """Whether the consent of everybody in it stands; statements may still have to be read."""
    return _all_hold(_standing(case), at)


def case_may_be_watched(case: GoldCase, at: datetime) -> bool:
    """Everybody agrees, and each statement on paper was read by a second person."""
    return all_agree(case, at) and all(may_be_watched(row, at) for row in _standing(case))


def has_video(case: GoldCase, at: datetime) -> bool:
    """Whether there is something to watch now."""
    if case.way != GoldCase.Way.RECORDING or not case_may_be_watched(case, at):
        return False
    found = recording_for(case)
    return found is not None and found.ready_at is not None


def last_day(case: GoldCase, latest: date) -> date:
    """Until when the recording may be kept: the first of the days that people named, at most *latest*."""
    return min([latest, *(row.until for row in _standing(case) if row.until is not None)])


def lacks_of(case: GoldCase, at: datetime) -> tuple[str, ...]:
    """Codes of what is missing before it is used: ratings, reasons, and of a recording consent, unread, recording,
    panel. Empty when it can be used."""
    return lacks_of_many([case], at)[case.pk]


def lacks_of_many(cases: Sequence[GoldCase], at: datetime) -> dict[int, tuple[str, ...]]:
    """The same for many, by key; four queries, and one for each client whose own answer counts."""
    recorded = [case for case in cases if case.way == GoldCase.Way.RECORDING]
    standing: dict[int, list[GoldConsent]] = {case.pk: [] for case in recorded}
    ready, agreed, panels = set[int](), set[int](), Counter[int]()
    if recorded:
        rows = GoldConsent.objects.filter(case__in=recorded, ended_at=None).select_related("client", "school")
        for row in rows:
            standing[row.case_id].append(row)
        videos = GoldRecording.objects.filter(case__in=recorded, removed_at=None, ready_at__isnull=False)
        ready = set(videos.values_list("case", flat=True))
        agreed = set(GoldVersion.objects.filter(case__in=recorded).values_list("case", flat=True))
        sheets = GoldTry.objects.filter(case__in=recorded, is_panel=True, submitted_at__isnull=False)
        panels = Counter(sheets.values_list("case", flat=True))
    return {
        case.pk: tuple(
            _lacks(
                case,
                standing.get(case.pk, []),
                at,
                has_video=case.pk in ready,
                has_panel=panels[case.pk] >= LEAST_PANEL or case.pk in agreed,
            )
        )
        for case in cases
    }


def _lacks(
    case: GoldCase, consents: Sequence[GoldConsent], at: datetime, *, has_video: bool, has_panel: bool
) -> Iterator[str]:
    if not is_complete(case.gold):
        yield "ratings"
    if case.way == GoldCase.Way.TEXT:
        return
    words = case.gold.get("words", {})
    if any(not words.get(name) for name in book_words() if name != "all"):
        yield "reasons"
    if not _all_hold(consents, at):
        yield "consent"
    elif not all(may_be_watched(row, at) for row in consents):
        yield "unread"
    if not has_video:
        yield "recording"
    if not has_panel:
        yield "panel"


def panel_of(case: GoldCase, user: User, *, rates: bool) -> Panel:
    """*rates*: whether *user* may be drawn to rate; whoever never rates reads the sheets without one of their own."""
    sheets = tuple(_panel_sheets(case).select_related("user").order_by("user__name", "pk"))
    mine = GoldTry.objects.filter(case=case, user=user, is_panel=True).first()
    has_rated = mine is not None and mine.submitted_at is not None
    return Panel(sheets, mine, has_rated or not rates)


def draft_of(case: GoldCase, panel: Panel) -> Mapping[str, Any]:
    """What is agreed on so far; before anything is, that in which the whole panel is of one mind."""
    if case.gold.get("ratings") or not panel.is_enough:
        found: Mapping[str, Any] = case.gold
        return found
    sheets, draft, book = [one.data for one in panel.sheets], empty(), rubric()
    for domain, rating in book.cells:
        given = [one["ratings"][domain][rating] for one in sheets]
        if all(value == given[0] for value in given):
            draft["ratings"].setdefault(domain, {})[rating] = given[0]
    for gate in book.gates:
        seen = {one["gates"][gate.id] for one in sheets}
        if len(seen) == 1:
            draft["gates"][gate.id] = seen.pop()
    return draft


def apart_in(panel: Panel) -> int:
    """How many of the 24 questions the panel did not answer within half a step of each other."""
    sheets = [sheet_of(one.data) for one in panel.sheets]
    return sum(is_apart([sheet.ratings[cell] for sheet in sheets]) for cell in rubric().cells)


def nearness_of(tries: Sequence[GoldTry]) -> Agreement:
    """Weighted agreement of a rater's tries with what was agreed on; see `core.exams.beside`."""
    return beside([(sheet_of(one.data), sheet_of(agreed_of(one))) for one in tries])


def _all_hold(consents: Sequence[GoldConsent], at: datetime) -> bool:
    return {row.who for row in consents} >= set(NEEDED) and all(holds(row, at) for row in consents)


def _standing(case: GoldCase) -> list[GoldConsent]:
    return list(GoldConsent.objects.filter(case=case, ended_at=None).select_related("client", "school"))


def _panel_sheets(case: GoldCase) -> QuerySet[GoldTry]:
    return GoldTry.objects.filter(case=case, is_panel=True, submitted_at__isnull=False)
