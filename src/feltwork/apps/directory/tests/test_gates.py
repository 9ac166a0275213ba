"""Every gate is asked of the living rows: what falls, falls at once."""

from datetime import date, timedelta

import pytest
from django_scopes import scopes_disabled

from feltwork.apps.credentials.actions import approve_revocation, propose_revocation, reinstate, suspend
from feltwork.apps.directory import queries
from feltwork.apps.directory.models import Policy, Profile
from feltwork.apps.directory.tests.factories import GRAZ, list_person
from feltwork.apps.schools.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def shown(at):
    """Names of those who are shown; a page of results, which asks in a statement of its own, has to agree."""
    people = list(queries.listed(at).select_related("school").order_by("name"))
    badges = queries.badges_of(people, at)
    with scopes_disabled():
        everybody = list(Profile.objects.values_list("pk", flat=True))
    asked = [*range(10_000, 10_025), *everybody]  # more than fit into one statement, most of them nobody
    on_the_page = {number: (one.name, one.year) for number, one in queries.shown(asked, at).items()}
    assert on_the_page == {one.pk: (one.name, badges[one.pk].year) for one in people}
    return [one.name for one in people]


def test_who_passes_every_gate_is_shown_with_both_statements_and_their_dates(listed_ben, at):
    badge, licence = queries.badge_of(listed_ben.profile, at), queries.licence_of(listed_ben.profile, at)

    assert shown(at) == ["Ben Okafor"]
    assert (badge.kind, badge.title, badge.since) == (
        "certified",
        "Somatic Experiencing Practitioner",
        date(2026, 6, 9),
    )
    assert (licence.checked_on, licence.method) == (date(2026, 11, 2), "Looked up in the register of the profession")
    assert queries.listing_of(listed_ben.profile, at).codes["level"] == {"certified"}


def test_a_certificate_that_is_suspended_is_gone_at_once_and_back_when_reinstated(listed_ben, ruth, at):
    suspend(certificate=listed_ben.certificate, reason="A complaint.", by=ruth, at=at)
    assert shown(at) == []
    assert queries.badge_of(listed_ben.profile, at) is None
    assert queries.listing_of(listed_ben.profile, at) is None

    reinstate(certificate=listed_ben.certificate, reason="Settled.", by=ruth, at=at)
    assert shown(at) == ["Ben Okafor"]


def test_a_certificate_that_is_withdrawn_is_gone_at_once(listed_ben, ruth, dino, at):
    propose_revocation(certificate=listed_ben.certificate, reason="A paper was not genuine.", by=ruth, at=at)
    assert shown(at) == ["Ben Okafor"]

    approve_revocation(certificate=listed_ben.certificate, by=dino, at=at)
    assert shown(at) == []


def test_a_certificate_with_an_end_ends_by_itself_on_the_schools_own_day(listed_ben, at):
    listed_ben.certificate.valid_until = at.date()
    listed_ben.certificate.save()

    assert shown(at.replace(hour=23, minute=59)) == ["Ben Okafor"]
    assert shown(at.replace(hour=23, minute=59) + timedelta(minutes=1)) == []


@pytest.mark.parametrize(
    "change",
    [
        {"state": Profile.State.DRAFT},
        {"state": Profile.State.HIDDEN},
        {"confirmed_on": date(2026, 10, 19)},
        {"confirmed_on": None},
        {"town": None},
        {"profession": "physician"},  # the licence that was checked is of another profession
    ],
)
def test_each_gate_hides(listed_ben, at, change):
    Profile.objects.filter(pk=listed_ben.profile.pk).update(**change)

    assert shown(at) == []
    assert queries.listing_of(listed_ben.profile, at) is None


def test_thirty_days_after_the_last_word_a_profile_is_hidden_by_itself(listed_ben, at):
    assert shown(at + timedelta(days=30)) == ["Ben Okafor"]
    assert shown(at + timedelta(days=31)) == []
    assert queries.listing_of(listed_ben.profile, at).until == at.date() + timedelta(days=30)


@pytest.mark.parametrize("change", [{"state": "claimed"}, {"state": "ended"}, {"valid_until": date(2026, 11, 18)}])
def test_a_licence_counts_only_while_it_stands_checked(listed_ben, at, change):
    for name, value in change.items():
        setattr(listed_ben.licence, name, value)
    listed_ben.licence.save()

    assert shown(at) == []
    assert queries.licence_of(listed_ben.profile, at) is None


def test_a_profession_without_a_register_needs_no_licence_and_may_not_offer_touch(ben, school, at):
    profile = list_person(ben, school=school, licence=False, profession="coach", touch="asks")

    assert shown(at) == ["Ben Okafor"]
    assert queries.touches(profile) == "never"
    assert queries.listing_of(profile, at).codes["touch"] == {"never"}


def test_a_closed_account_is_not_shown(listed_ben, at):
    listed_ben.is_active = False
    listed_ben.save()

    assert shown(at) == []


def test_somebody_in_training_is_shown_only_where_the_school_lists_students(alma, school, at):
    profile = list_person(alma, school=school, certificate=False)
    assert shown(at) == []

    policy = Policy.objects.create(school=school, lists_students=True)
    badge = queries.badge_of(profile, at)
    assert shown(at) == ["Alma Reyes"]
    assert (badge.kind, badge.year, badge.since) == ("training", 2, date(2025, 3, 14))
    assert queries.listing_of(profile, at).codes["level"] == {"training"}

    policy.student_from_level = "advanced"
    policy.save()
    assert shown(at) == []

    policy.student_from_level = "beginning"
    policy.save()
    assert shown(at) == ["Alma Reyes"]


def test_a_pause_in_the_training_hides(alma, school, at):
    list_person(alma, school=school, certificate=False)
    Policy.objects.create(school=school, lists_students=True)
    alma.enrolment.state = "deferred"
    alma.enrolment.save()

    assert shown(at) == []


def test_one_schools_certificate_says_nothing_for_another_schools_profile(farid, elsewhere, school, at):
    list_person(farid, school=elsewhere)
    assert shown(at) == ["Farid Haddad"]

    other = UserFactory(name="Nobody Yet")
    list_person(other, school=school, certificate=False)
    list_person(UserFactory(name="Third"), school=elsewhere)
    assert shown(at) == ["Farid Haddad", "Third"]


def test_badges_of_many_take_the_same_number_of_queries(listed_ben, school, at, django_assert_num_queries):
    for number in range(1, 4):
        if number == 3:
            for n in range(2):
                list_person(UserFactory(name=f"Person {n}"), school=school, town=GRAZ, country="AT")
        profiles = list(queries.listed(at).select_related("school"))
        with django_assert_num_queries(3):
            queries.badges_of(profiles, at)
            queries.licences_of(profiles, at)


def test_fees_are_banded_among_those_of_their_own_country_and_currency(listed_ben, school, at):
    assert queries.listing_of(listed_ben.profile, at).codes["fee"] == set()

    for n in range(6):
        list_person(UserFactory(name=f"Person {n}"), school=school, fee_low=80 + n, fee_high=None)
    listing = queries.listing_of(listed_ben.profile, at)
    assert listing.codes["fee"] == {"low"}


def test_the_listings_of_all_are_those_of_each(listed_ben, school, at):
    list_person(UserFactory(name="Person"), school=school, town=GRAZ, country="AT", how_online=True, online_in=["AT"])

    assert [queries.listing_of(p, at) for p in queries.listed(at).order_by("pk")] == list(queries.listings(at))
