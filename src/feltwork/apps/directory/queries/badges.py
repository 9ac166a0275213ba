"""What has been checked of somebody: the certificate or the training from our records, the licence from a register."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from django.db.models import F, Q
from django.urls import reverse
from django_scopes import scopes_disabled

from feltwork.apps.credentials.models import Certificate
from feltwork.apps.credentials.standing import standing_of, version_shown
from feltwork.apps.directory.models import Licence, LicenceCheck, Profile
from feltwork.apps.schools.models import Enrolment, School
from feltwork.apps.schools.queries import date_at
from feltwork.core.directory.professions import may_touch, needs_licence

Key = tuple[int, int]  # school, person


@dataclass(frozen=True, slots=True)
class Badge:
    """`kind` certified or training. `year` of the training, from 1. `url` leads to the certificate's own page.

    `is_sure` is False where our records say in force and the signature, which anybody can check, does not just now.
    """

    kind: Literal["certified", "training"]
    title: str
    school: School
    since: date  # issued on, or first day of the training
    checked_at: datetime
    levels: tuple[str, ...] = ()
    valid_until: date | None = None
    holder_name: str = ""
    url: str = ""
    year: int = 0
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class LicenceShown:
    """A licence that was checked: what stands where, when somebody looked, and by which way."""

    licence: Licence
    checked_on: date
    method: str  # in words
    source: str

    @property
    def url(self) -> str:
        """Where staff looked, if that is an address. What its holder gave might lead anywhere."""
        return self.source if self.source.startswith(("https://", "http://")) else ""


def badge_of(profile: Profile, at: datetime) -> Badge | None:
    """The badge with its signature verified just now; None for whom neither certificate nor training holds."""
    certificate = _certificates([profile], at).get(_key(profile))
    if certificate is None:
        return badges_of([profile], at).get(profile.pk)
    with scopes_disabled():  # the directory is public; the certificate is of the profile's own school
        standing = standing_of(certificate, version_shown(certificate), now=at)
    return replace(_certified(certificate, profile.school, at), is_sure=standing.answer == "in_force")


def badges_of(profiles: Sequence[Profile], at: datetime) -> dict[int, Badge]:
    """The badges of many by our records, by number of the profile: two queries, or one where all are certified.

    *profiles* come with their schools (`select_related("school")`).
    """
    certificates = _certificates(profiles, at)
    found = {p.pk: _certified(certificates[_key(p)], p.school, at) for p in profiles if _key(p) in certificates}
    others = [profile for profile in profiles if profile.pk not in found]
    places = _places(others, at) if others else {}
    return found | {p.pk: _training(places[_key(p)], p.school, at) for p in others if _key(p) in places}


def licence_of(profile: Profile, at: datetime) -> LicenceShown | None:
    """The licence of the profession that the profile names, if it was checked and has not ended."""
    return licences_of([profile], at).get(profile.pk)


def licences_of(profiles: Sequence[Profile], at: datetime) -> dict[int, LicenceShown]:
    """Those of many, by number of the profile: two queries."""
    with scopes_disabled():  # as above
        rows = Licence.objects.filter(profile__in=profiles, profession=F("profile__profession"), state="checked")
        licences = {row.profile_id: row for row in rows.order_by("changed_at", "pk")}
        checks = LicenceCheck.objects.filter(licence__in=licences.values(), result=LicenceCheck.Result.CONFIRMED)
        last = {check.licence_id: check for check in checks.order_by("at", "pk")}
    return {
        profile.pk: _shown(licences[profile.pk], last)
        for profile in profiles
        if profile.pk in licences and _holds(licences[profile.pk].valid_until, date_at(profile.school, at))
    }


def touches(profile: Profile) -> str:
    """ "asks" only where touch is a part of the profession; else "never", whatever was once chosen."""
    return profile.touch if may_touch(profile.profession) else Profile.Touch.NEVER


def training_year(since: date, today: date) -> int:
    """Which year of a training begun on *since* is running, from 1."""
    return today.year - since.year - ((today.month, today.day) < (since.month, since.day)) + 1


def has_no_register(profile: Profile) -> bool:
    """Whether the profession is one that is listed without a licence."""
    return not needs_licence(profile.profession)


def _certificates(profiles: Sequence[Profile], at: datetime) -> dict[Key, Certificate]:
    """In force on the school's own day; of several the one issued last."""
    with scopes_disabled():  # of the profiles' own schools: matched below
        rows = Certificate.objects.filter(
            _pairs(profiles, "enrolment__student"), state=Certificate.State.IN_FORCE
        ).select_related("enrolment", "school")
        found = list(rows.order_by("issued_on", "pk"))
    return {
        (row.school_id, row.enrolment.student_id): row
        for row in found
        if _holds(row.valid_until, date_at(row.school, at))
    }


def _places(profiles: Sequence[Profile], at: datetime) -> dict[Key, Enrolment]:
    with scopes_disabled():  # of the profiles' own schools
        rows = Enrolment.objects.filter(_pairs(profiles, "student"), state=Enrolment.State.ACTIVE)
        found = list(rows.select_related("school", "cohort__programme").order_by("anchor_on", "pk"))
    return {(row.school_id, row.student_id): row for row in found if row.anchor_on <= date_at(row.school, at)}


def _pairs(profiles: Iterable[Profile], person: str) -> Q:
    """Rows of these people in the schools of their profiles."""
    by_school: dict[int, list[int]] = {}
    for profile in profiles:
        by_school.setdefault(profile.school_id, []).append(profile.owner_id)
    found = Q(pk__in=[])
    for school, people in by_school.items():
        found |= Q(school=school, **{f"{person}__in": people})
    return found


def _key(profile: Profile) -> Key:
    return profile.school_id, profile.owner_id


def _holds(until: date | None, today: date) -> bool:
    return until is None or until >= today


def _certified(row: Certificate, school: School, at: datetime) -> Badge:
    return Badge(
        "certified",
        row.title,
        school,
        row.issued_on or row.proposed_at.date(),
        at,
        tuple(row.levels),
        row.valid_until,
        row.holder_name,
        reverse("credentials:show", kwargs={"code": row.check_code}),
    )


def _training(row: Enrolment, school: School, at: datetime) -> Badge:
    year = training_year(row.anchor_on, date_at(school, at))
    return Badge("training", row.cohort.programme.name, school, row.anchor_on, at, year=year)


def _shown(licence: Licence, last: dict[int, LicenceCheck]) -> LicenceShown:
    check = last[licence.pk]
    return LicenceShown(licence, check.on, check.get_method_display(), check.source)


def names_differ(badge: Badge | None, profile: Profile) -> bool:
    """Whether the certificate is in another name than the page."""
    return bool(badge and badge.holder_name and badge.holder_name != profile.name)
