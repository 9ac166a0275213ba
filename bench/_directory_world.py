"""Real profiles of invented people, each through every gate; run inside a site's settings.

python -m bench._directory_world NUMBER     prints what a visitor may search for, as JSON
"""

from __future__ import annotations

import json
import random
import sys
from copy import copy
from datetime import timedelta
from itertools import islice
from typing import TypeVar
from uuid import uuid4

import django

django.setup()

from django.db import transaction  # noqa: E402 settings come first
from django.db.models import Model, UUIDField  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_scopes import scope, scopes_disabled  # noqa: E402

from bench._directory_people import TODAY, People  # noqa: E402
from feltwork.apps.accounts.models import User  # noqa: E402
from feltwork.apps.credentials.models import Certificate  # noqa: E402
from feltwork.apps.credentials.tests.factories import CertificateFactory, new_check_code  # noqa: E402
from feltwork.apps.directory import queries, search  # noqa: E402
from feltwork.apps.directory.models import Licence, LicenceCheck, Profile  # noqa: E402
from feltwork.apps.directory.places import towns  # noqa: E402
from feltwork.apps.directory.tests.factories import (  # noqa: E402
    LicenceCheckFactory,
    LicenceFactory,
    ProfileFactory,
)
from feltwork.apps.schools.models import Cohort, Enrolment, School  # noqa: E402
from feltwork.apps.schools.tests.factories import EnrolmentFactory, build_school  # noqa: E402
from feltwork.core.directory import vocabulary  # noqa: E402

Row = TypeVar("Row", bound=Model)
BATCH = 2_000
LARGE_TOWNS, WORDS = 400, 40


def build(number: int) -> None:
    """*number* people with certificate, licence and profile, and the index of them."""
    people, at = People(number), timezone.now()
    school = build_school()
    with scope(school=school):
        cohort = Cohort.objects.filter(school=school).first()
        numbers = iter(range(number))
        while batch := list(islice(numbers, BATCH)):
            with transaction.atomic():
                _add(people, batch, school, cohort, at)
    with scopes_disabled():
        done = search.rebuild(queries.listings(at), at=at)
    if done != number:
        raise SystemExit(f"{done} of {number} people passed the gates")


def _add(people: People, numbers: list[int], school: School, cohort: Cohort, at: object) -> None:
    """One batch. Each kind of row is made once by its factory, then copied: a factory is slow for so many."""
    users = User.objects.bulk_create(User(email=f"person{n}@example.org", name=_name(people, n)) for n in numbers)
    place = EnrolmentFactory.build(school=school, cohort=cohort, edition=cohort.edition, state="completed")
    places = Enrolment.objects.bulk_create(_like(place, student=user) for user in users)
    paper = CertificateFactory.build(school=school, enrolment=places[0], proposed_by=users[0])
    Certificate.objects.bulk_create(
        _like(paper, enrolment=one, number=f"AH-{user.pk}", check_code=new_check_code())
        for one, user in zip(places, users, strict=True)
    )
    page = ProfileFactory.build(school=school, owner=users[0])
    profiles = Profile.objects.bulk_create(
        _profile(page, people, n, user) for n, user in zip(numbers, users, strict=True)
    )
    licence = LicenceFactory.build(school=school, profile=profiles[0])
    licences = Licence.objects.bulk_create(
        _like(licence, profile=one, profession=one.profession, number=one.slug) for one in profiles
    )
    look = LicenceCheckFactory.build(school=school, licence=licences[0], by=users[0])
    LicenceCheck.objects.bulk_create(_like(look, licence=one) for one in licences)


def _like(row: Row, **changes: object) -> Row:
    """A copy that is not saved yet, with some fields of its own and new identifiers."""
    new = copy(row)
    for field in row._meta.local_fields:
        if isinstance(field, UUIDField):
            setattr(new, field.attname, uuid4())
    for name, value in changes.items():
        setattr(new, name, value)
    return new


def _name(people: People, n: int) -> str:
    return " ".join(word.capitalize() for word in people.strong(n).split()[:2])


def _profile(page: Profile, people: People, n: int, user: User) -> Profile:
    one, today = people.listing(n), timezone.localdate()
    town, codes = towns()[one.town], {facet: sorted(values) for facet, values in one.codes.items()}
    room = "waiting" if codes["room"] == ["closed"] else codes["room"][0]
    return _like(
        page,
        owner=user,
        name=user.name,
        slug=f"person-{user.pk}",
        headline=one.weak[:120],
        words=one.weak,
        profession=codes["profession"][0],
        town=town.id,
        town_name=town.name,
        country=town.country,
        how_in_person="in_person" in one.how,
        how_online="online" in one.how,
        online_in=sorted(one.online_in),
        languages=codes["language"],
        ages=codes["ages"],
        who=codes["who"],
        themes=codes["theme"],
        access=codes["access"],
        touch=codes["touch"][0],
        room=room,
        confirmed_on=today - timedelta(days=min(25, (TODAY - one.confirmed_on).days)),
    )


def asked_for() -> dict[str, list[str]]:
    """Towns by how many people live there, and words of themes."""
    chance, table = random.Random(11), towns()
    people = People(1)
    ranks = chance.choices(range(len(table)), people.town_weights.tolist(), k=LARGE_TOWNS)
    words = [word for one in vocabulary().facets["theme"].values.values() for word in one.words() if " " not in word]
    places = [table.at(rank) for rank in ranks]
    return {
        "town": [f"{town.name}, {town.country}" for town in places],
        "id": [str(town.id) for town in places],
        "word": chance.sample(words, WORDS),
    }


if __name__ == "__main__":
    build(int(sys.argv[1]))
    print(json.dumps(asked_for()))
