"""Who did not publish is nowhere; who did is in a town and nowhere closer."""

import random

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from feltwork.apps.directory import actions, queries, search
from feltwork.apps.directory.models import IndexRow, IndexText, Profile
from feltwork.apps.directory.places import towns
from feltwork.apps.directory.tests.factories import BATH, BRISTOL, list_person
from feltwork.apps.schools.tests.factories import UserFactory
from feltwork.core.directory import Asked, distance_km

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_tries():
    cache.clear()


@pytest.fixture
def people(school):
    """Ada and Bo in Bristol with practices in different streets, Cy in Bath; confirmed on the day of the test run."""
    now = timezone.now()
    made = {}
    for name, town, address in (("Ada", BRISTOL, "1 Quay"), ("Bo", BRISTOL, "99 Hilltop"), ("Cy", BATH, "")):
        user = UserFactory(name=f"{name} Quillfeather")
        profile = list_person(user, school=school, town=town, address=address, is_indexed_outside=True)
        made[name] = actions.confirm(profile=profile, by=user, at=now)
    return made


def everywhere(client, profile):
    """Every public place that could tell of a profile, as one text."""
    urls = [
        reverse("directory:profile", kwargs={"slug": profile.slug}),
        reverse("directory:report", kwargs={"slug": profile.slug}),
        reverse("directory:photo", kwargs={"slug": profile.slug}),
        reverse("directory:sitemap"),
        reverse("portal:sitemap"),
        reverse("portal:home"),
    ]
    return " ".join(client.get(url).content.decode() for url in urls)


def found(**asked):
    ids = {hit.id for hit in search.find_exactly(Asked(on=timezone.now().date(), size=100, **asked)).hits}
    return set(Profile.objects.filter(pk__in=ids).values_list("name", flat=True))


@pytest.mark.parametrize("state", ["draft", "hidden"])
def test_an_unpublished_profile_is_nowhere(client, people, state):
    ada, now = people["Ada"], timezone.now()
    assert "Quillfeather" in everywhere(client, ada) and ada.slug in everywhere(client, ada)
    assert "Ada Quillfeather" in found(words="Quillfeather")

    actions.hide(profile=ada, by=ada.owner, at=now)
    if state == "draft":
        Profile.objects.filter(pk=ada.pk).update(state="draft")

    text = everywhere(client, ada)
    assert "Ada" not in text and f"/{ada.slug}/</loc>" not in text
    assert found(words="Quillfeather") == {"Bo Quillfeather", "Cy Quillfeather"}
    assert not IndexRow.objects.filter(profile=ada.pk).exists()
    assert not IndexText.objects.filter(strong__contains="ada").exists()
    assert ada.pk not in {listing.id for listing in queries.listings(now)}


def test_a_thousand_searches_do_not_tell_two_people_of_one_town_apart(people):
    """Whoever looks for somebody's practice learns the town, and nothing beyond it, from whichever point they ask."""
    chance = random.Random(7)
    bristol = towns()[BRISTOL]
    ada, bo = people["Ada"].pk, people["Bo"].pk
    for _n in range(1000):
        lat, lon = bristol.lat + chance.uniform(-1, 1), bristol.lon + chance.uniform(-1, 1)
        km = chance.choice((1, 5, 10, 25, 50))
        hits = {h.id: h for h in search.find_exactly(Asked(on=timezone.now().date(), lat=lat, lon=lon, km=km)).hits}
        assert (ada in hits) == (bo in hits)
        if ada in hits:
            assert hits[ada].km == hits[bo].km == round(distance_km(lat, lon, bristol.lat, bristol.lon), 1)


def test_what_the_index_holds_has_no_address_and_no_way_to_reach_somebody(people):
    kept = " ".join(f"{row.strong} {row.weak}" for row in IndexText.objects.all())
    packed = b"".join(bytes(row.packed) for row in IndexRow.objects.all())

    assert "quillfeather" in kept
    for private in ("quay", "hilltop", "example", people["Ada"].owner.email.split("@")[0]):
        assert private not in kept and private.encode() not in packed
