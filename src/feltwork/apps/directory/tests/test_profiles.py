"""A profile's way: drafted, published by an explicit act, confirmed, hidden; what it may not say."""

import pytest
from django.core.exceptions import ValidationError

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.directory import actions, queries, tasks
from feltwork.apps.directory.models import Confirmation, IndexRow, Profile
from feltwork.apps.directory.queries.own import gates_of, missing_of
from feltwork.apps.directory.tests.factories import BRISTOL, LicenceCheckFactory, LicenceFactory, certify

pytestmark = pytest.mark.django_db
FULL = {
    "profession": "psychotherapist",
    "headline": "I work with accidents and with pain that stayed.",
    "words": "We begin with the room.",
    "town": BRISTOL,
    "town_name": "Bristol",
    "how_in_person": True,
    "languages": ["en"],
    "ages": ["adult"],
    "who": ["individual"],
    "themes": ["accident", "pain"],
}


@pytest.fixture
def draft(ben, school, at):
    return actions.create_profile(school=school, by=ben, at=at)


@pytest.fixture
def full(draft, ben, school, at):
    certify(ben, school=school)
    profile = actions.change_profile(profile=draft, fields=FULL, by=ben, at=at)
    LicenceCheckFactory(licence=LicenceFactory(profile=profile), by=ben)
    return profile


def test_a_profile_is_a_draft_until_its_owner_publishes_it(full, ben, at):
    assert list(queries.listed(at)) == []
    assert IndexRow.objects.count() == 0

    profile = actions.publish(profile=full, by=ben, at=at)

    assert list(queries.listed(at)) == [profile]
    assert IndexRow.objects.get().profile == profile.pk
    assert Confirmation.objects.get().how == "published"
    assert AuditRecord.objects.filter(code="directory.publish", by=ben).count() == 1


def test_one_person_has_one_profile_even_across_schools(draft, ben, elsewhere, at):
    assert actions.create_profile(school=elsewhere, by=ben, at=at) == draft
    assert Profile.objects.count() == 1


def test_an_address_ends_by_chance(draft, full, ben, at):
    first, second = draft.slug, actions.publish(profile=full, by=ben, at=at).slug

    assert first.startswith("ben-okafor-") and second.startswith("ben-okafor-")
    assert first != second


def test_what_is_missing_is_named_and_keeps_it_from_being_published(draft, ben, at):
    assert missing_of(draft) == [
        ("who", "profession"), ("who", "headline"), ("who", "words"), ("place", "town"), ("place", "languages"),
        ("work", "ages"), ("work", "who"), ("work", "themes"), ("place", "how"),
    ]  # fmt: skip
    with pytest.raises(ValidationError):
        actions.publish(profile=draft, by=ben, at=at)


def test_hiding_is_at_once_and_loses_nothing(full, ben, at):
    actions.publish(profile=full, by=ben, at=at)
    profile = actions.hide(profile=full, by=ben, at=at)

    assert list(queries.listed(at)) == []
    assert IndexRow.objects.count() == 0
    assert (profile.words, profile.hidden_why) == ("We begin with the room.", "own")
    assert actions.publish(profile=full, by=ben, at=at).state == "listed"


def test_a_page_the_school_hid_is_published_again_only_when_the_school_lets_it(full, ben, ruth, at):
    actions.publish(profile=full, by=ben, at=at)
    actions.hide_by_staff(profile=full, words="The place was wrong.", by=ruth, at=at)
    with pytest.raises(ValidationError):
        actions.publish(profile=full, by=ben, at=at)

    actions.release(profile=full, by=ruth, at=at)
    assert list(queries.listed(at)) == []
    assert actions.publish(profile=full, by=ben, at=at).state == "listed"


@pytest.mark.parametrize("field", ["headline", "words", "fee_words", "training_words", "between_words"])
def test_a_claim_cannot_be_kept_and_the_reason_stands_with_another_way(draft, ben, at, field):
    with pytest.raises(ValidationError) as refused:
        actions.change_profile(profile=draft, fields={field: "SE is clinically proven."}, by=ben, at=at)

    (words,) = refused.value.message_dict[field]
    assert words == (
        "“proven” cannot stay. There are a few small studies, some promising, one larger without a difference. That is "
        "limited evidence, not proof. “There is promising, limited evidence”, or nothing about studies at all."
    )
    assert getattr(Profile.objects.get(), field) == ""


def test_touch_follows_from_the_profession(draft, ben, at):
    change = {"profession": "physiotherapist", "touch": "asks"}
    assert actions.change_profile(profile=draft, fields=change, by=ben, at=at).touch == "asks"
    assert actions.change_profile(profile=draft, fields={"profession": "coach"}, by=ben, at=at).touch == "never"


def test_with_another_name_what_was_found_in_the_register_does_not_count(full, ben, at):
    actions.publish(profile=full, by=ben, at=at)
    actions.change_profile(profile=full, fields={"name": "Somebody Famous"}, by=ben, at=at)

    assert list(queries.listed(at)) == []
    assert full.licences.get().state == "claimed"


def test_a_change_from_an_old_page_does_not_overwrite_a_newer_one(draft, ben, at):
    actions.change_profile(profile=draft, fields={"pronouns": "he"}, seen=draft.version, by=ben, at=at)
    with pytest.raises(ValidationError):
        actions.change_profile(profile=draft, fields={"pronouns": "they"}, seen=draft.version, by=ben, at=at)
    assert Profile.objects.get().pronouns == "he"


def test_codes_that_the_vocabulary_does_not_have_are_refused(draft, ben, at):
    with pytest.raises(ValidationError):
        actions.change_profile(profile=draft, fields={"themes": ["everything"]}, by=ben, at=at)


def test_gates_say_what_is_still_closed(draft, full, ben, school, at):
    profile = Profile.objects.get(pk=full.pk)
    assert [(gate.code, gate.is_open) for gate in gates_of(profile, at)] == [
        ("complete", True), ("training", True), ("licence", True), ("published", False), ("confirmed", False),
    ]  # fmt: skip
    profile = actions.publish(profile=full, by=ben, at=at)
    assert all(gate.is_open for gate in gates_of(profile, at))


def test_the_index_follows_what_fell_elsewhere(full, ben, at):
    profile = actions.publish(profile=full, by=ben, at=at)
    ben.enrolments.get().certificates.update(state="suspended")
    assert IndexRow.objects.count() == 1  # nothing of the directory happened

    tasks.follow_gates(at)
    assert IndexRow.objects.count() == 0

    ben.enrolments.get().certificates.update(state="in_force")
    tasks.follow_gates(at)
    assert IndexRow.objects.get().profile == profile.pk
