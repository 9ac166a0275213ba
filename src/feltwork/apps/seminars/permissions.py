"""Who may see and who may do, side by side. A person's roles in the school of the request are handed in."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from feltwork.apps.accounts.models import User
from feltwork.apps.schools.models import Enrolment
from feltwork.apps.seminars.models import MakeUp, Meeting, Seat, Seminar, SeminarStaff

KEEPERS = frozenset({"faculty", "registrar", "admin"})  # plan seminars, keep every list
READERS = KEEPERS | {"credentialing"}  # see all that is planned
MAY_LEAD = KEEPERS | {"provider"}  # a provider leads or assists where they are named
SETTLERS = frozenset({"registrar", "admin"})  # the school's own numbers


def can_plan(roles: frozenset[str]) -> bool:
    return bool(roles & KEEPERS)


def can_settle(roles: frozenset[str]) -> bool:
    return bool(roles & SETTLERS)


def own_enrolments(user: User) -> QuerySet[Enrolment]:
    """Places of one's own that training goes on in, or is paused; inside the school's scope."""
    rows: QuerySet[Enrolment] = Enrolment.objects.filter(student=user, state__in=("active", "deferred"))
    return rows


def led_by(user: User) -> QuerySet[SeminarStaff]:
    """Where *user* is named, with their account or as the provider that they are."""
    rows: QuerySet[SeminarStaff] = SeminarStaff.objects.filter(Q(user=user) | Q(provider__user=user))
    return rows


def kept_seminars(user: User, roles: frozenset[str]) -> QuerySet[Seminar]:
    """Seminars whose people *user* looks after: all for those who plan them, else those they lead or assist in."""
    rows: QuerySet[Seminar] = Seminar.objects.select_related(
        "school", "programme", "cohort", "host", "module_date__module__level", "module_date__cohort"
    )
    if roles & KEEPERS:
        return rows
    return rows.filter(Exists(led_by(user).filter(seminar=OuterRef("pk"))))


def visible_seminars(user: User, roles: frozenset[str]) -> QuerySet[Seminar]:
    """Those one keeps, and those one may come to or ever had a seat in. Drafts are for whoever keeps them."""
    rows: QuerySet[Seminar] = Seminar.objects.select_related(
        "school", "programme", "cohort", "host", "module_date__module__level", "module_date__cohort"
    )
    if roles & READERS:
        return rows
    seen = Exists(led_by(user).filter(seminar=OuterRef("pk")))
    if "student" in roles:
        seen = seen | (~Q(state=Seminar.State.DRAFT) & _for_student(user))  # type: ignore[assignment]
    return rows.filter(seen)


def visible_meetings(user: User, roles: frozenset[str]) -> QuerySet[Meeting]:
    """Meetings whose list one keeps."""
    rows: QuerySet[Meeting] = Meeting.objects.select_related(
        "school", "seminar__host", "seminar__module_date__cohort", "seminar__school", "day__module_date__cohort"
    )
    return rows.filter(seminar__in=kept_seminars(user, roles).order_by().values("pk"))


def visible_make_ups(user: User, roles: frozenset[str]) -> QuerySet[MakeUp]:
    """One's own, and those of meetings whose list one keeps."""
    rows: QuerySet[MakeUp] = MakeUp.objects.select_related(
        "enrolment__student", "enrolment__cohort", "meeting__seminar__school", "meeting__day", "decided_by", "set_by"
    )
    if roles & KEEPERS:
        return rows
    kept = Q(meeting__seminar__in=kept_seminars(user, roles).order_by().values("pk"))
    return rows.filter(kept | Q(enrolment__student=user))


def can_keep(user: User, roles: frozenset[str], seminar: Seminar) -> bool:
    """Whether *user* keeps the list of this seminar: trainers, assistants, and whoever plans."""
    return can_plan(roles) or led_by(user).filter(seminar=seminar).exists()


def can_read_feedback(user: User, roles: frozenset[str], seminar: Seminar) -> bool:
    """Trainers and whoever plans; assistants are not told."""
    return can_plan(roles) or led_by(user).filter(seminar=seminar, role=SeminarStaff.Role.TRAINER).exists()


def _for_student(user: User) -> Q:
    mine = own_enrolments(user)
    programmes, cohorts = mine.values("cohort__programme"), mine.values("cohort")
    everybody_of = Q(programme=None) | Q(programme__in=programmes)
    guests = Q(kind=Seminar.Kind.MODULE, capacity__gt=0)
    open_to = everybody_of & (Q(cohort=None) | Q(cohort__in=cohorts) | guests)
    had_a_seat = Exists(Seat.objects.filter(seminar=OuterRef("pk"), enrolment__student=user))
    return (open_to & Exists(mine)) | Q(had_a_seat)
