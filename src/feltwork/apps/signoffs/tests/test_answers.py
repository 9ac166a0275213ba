"""Ben confirms, corrects, declines, and takes it back; nobody else can."""

from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError

from feltwork.apps.notices.models import Notice
from feltwork.apps.schools.models import Approval, Provider
from feltwork.apps.schools.tests.factories import ProviderFactory, UserFactory
from feltwork.apps.signoffs import actions, queries
from feltwork.apps.signoffs.models import LedgerEntry
from feltwork.apps.signoffs.tests.factories import ask, presented_for
from feltwork.core.signoffs import digest

pytestmark = pytest.mark.django_db


def confirm(request, by, *, at, key="key", shown=None, name="Ben Okafor"):
    return actions.confirm(
        request=request,
        by=by,
        by_name=name,
        shown_hash=shown or digest(request.presented),
        at=at,
        idempotency_key=key,
    )


def correct(request, by, *, at, word="", **changes):
    return actions.correct(
        request=request,
        by=by,
        by_name="Ben Okafor",
        changes=changes,
        word=word,
        shown_hash=digest(request.presented),
        at=at,
        idempotency_key="key",
    )


# --- confirming ------------------------------------------------------------------------------------------------------


def test_confirming_seals_what_was_shown(school, alma, ben, at):
    request = ask(alma, ben.provider, at=at)
    entry = confirm(request, ben, at=at)
    assert queries.entries_about(request.subject_uuid, school) == [entry]
    assert (entry.kind, entry.by_id, entry.by_name, entry.student_id) == ("confirmed", ben.pk, "Ben Okafor", alma.pk)
    assert entry.statement == presented_for(alma) | {"approved": "1", "request": str(request.uuid)}
    assert LedgerEntry.objects.get().shown_hash == digest(request.presented)
    request.refresh_from_db()
    assert (request.outcome, request.closed_at) == ("confirmed", at)
    told = Notice.objects.get(code="signoffs.answered")
    assert (told.to, told.subject, told.body) == (alma, "News about your log", "Ben Okafor confirmed an entry.")


def test_pressing_twice_confirms_once(alma, ben, at):
    request = ask(alma, ben.provider, at=at)
    assert confirm(request, ben, at=at) == confirm(request, ben, at=at + timedelta(seconds=1))
    assert (LedgerEntry.objects.count(), Notice.objects.filter(code="signoffs.answered").count()) == (1, 1)


def test_what_is_answered_cannot_be_answered_again(alma, ben, at):
    request = ask(alma, ben.provider, at=at)
    confirm(request, ben, at=at)
    with pytest.raises(ValidationError) as caught:
        confirm(request, ben, at=at, key="another")
    assert caught.value.code == "answered"


def test_a_request_that_changed_since_it_was_shown_is_not_signed(alma, ben, at):
    request = ask(alma, ben.provider, at=at)
    ask(alma, ben.provider, at=at, subject=request.subject_uuid, hours="2")
    with pytest.raises(ValidationError) as caught:
        confirm(request, ben, at=at)
    assert (caught.value.code, LedgerEntry.objects.count()) == ("changed", 0)


def test_a_signature_needs_a_name(alma, ben, at):
    with pytest.raises(ValidationError) as caught:
        confirm(ask(alma, ben.provider, at=at), ben, at=at, name="  ")
    assert caught.value.messages == ["Please write your name."]


def test_nobody_else_can_sign(cast, at):
    request = ask(cast.alma, cast.ben.provider, at=at)
    for other in (cast.alma, cast.carla, cast.dino, cast.ruth, cast.eva, cast.farid):
        with pytest.raises(PermissionDenied):
            confirm(request, other, at=at)
        with pytest.raises(PermissionDenied):
            correct(request, other, at=at, hours="2")
        with pytest.raises(PermissionDenied):
            actions.decline(request=request, by=other, reason="not_held", at=at)
    assert LedgerEntry.objects.count() == 0


def test_a_new_provider_is_known_by_the_verified_address(school, alma, at):
    provider = ProviderFactory(school=school, name="Nora Lund", email="nora@example.org")
    nora = UserFactory(name="", email="nora@example.org")
    request = ask(alma, provider, at=at)
    with pytest.raises(PermissionDenied):
        confirm(request, nora, at=at)
    EmailAddress.objects.create(user=nora, email="Nora@example.org", verified=True, primary=True)
    confirm(request, nora, at=at)
    assert Provider.objects.get(pk=provider.pk).user == nora


def test_a_verified_address_does_not_help_where_the_provider_has_an_account(school, alma, ben, at):
    ben.provider.email = "old@example.org"
    ben.provider.save()
    thief = UserFactory(name="Thief", email="old@example.org")
    EmailAddress.objects.create(user=thief, email="old@example.org", verified=True, primary=True)
    with pytest.raises(PermissionDenied):
        confirm(ask(alma, ben.provider, at=at), thief, at=at)


def test_the_approval_is_looked_up_again_when_signing(alma, ben, at):
    request = ask(alma, ben.provider, at=at)
    Approval.objects.filter(provider=ben.provider).update(valid_to=date(2026, 11, 18))
    assert confirm(request, ben, at=at).statement["approved"] == "0"


def test_an_approval_that_ended_after_the_session_still_held_on_its_day(alma, ben, at):
    request = ask(alma, ben.provider, at=at, on="2026-11-10")
    Approval.objects.filter(provider=ben.provider).update(valid_to=date(2026, 11, 12))
    assert confirm(request, ben, at=at).statement["approved"] == "1"


def test_a_late_answer_is_welcome(alma, ben, at):
    request = ask(alma, ben.provider, at=at)
    later = at + timedelta(days=20)
    actions.expire(request=request, at=later)
    assert confirm(request, ben, at=later).kind == "confirmed"


def test_what_the_student_took_back_cannot_be_signed(alma, ben, at):
    request = ask(alma, ben.provider, at=at)
    actions.cancel_request(school=request.school, subject_uuid=request.subject_uuid, by=alma, at=at)
    with pytest.raises(ValidationError) as caught:
        confirm(request, ben, at=at)
    assert caught.value.code == "answered"


def test_several_at_once_leave_out_what_changed_and_tell_each_student_once(member, cohort, alma, ben, at):
    other = member("Olga Ivers", "student")
    asked = [ask(alma, ben.provider, at=at), ask(alma, ben.provider, at=at), ask(other, ben.provider, at=at)]
    changed = ask(other, ben.provider, at=at)
    shown = [(r.uuid, digest(r.presented)) for r in asked] + [(changed, "f" * 64)]
    answered = actions.confirm_many(requests=shown, by=ben, by_name="Ben", at=at, idempotency_key="k")
    assert [e.subject_uuid for e in answered.entries] == [r.subject_uuid for r in asked]
    assert answered.refused == [(changed, "Something about it has changed. Please look at it again.")]
    told = Notice.objects.filter(code="signoffs.answered").order_by("pk")
    assert [(n.to, n.body) for n in told] == [
        (alma, "Ben Okafor confirmed 2 entries."),
        (other, "Ben Okafor confirmed an entry."),
    ]
    again = actions.confirm_many(requests=shown, by=ben, by_name="Ben", at=at, idempotency_key="k")
    assert (again.entries, LedgerEntry.objects.count(), told.count()) == (answered.entries, 3, 2)


# --- correcting ------------------------------------------------------------------------------------------------------


def test_a_correction_seals_the_corrected_facts(alma, ben, at):
    request = ask(alma, ben.provider, at=at)
    entry = correct(request, ben, at=at, on="2026-10-25", hours="3/2", mode="online", word="It was in October.")
    assert entry.kind == "corrected"
    # the same time of day, which is 09:00 in UTC before and 10:00 after the clocks went back in London
    assert {k: entry.statement[k] for k in ("on", "hours", "mode", "starts_at", "ends_at", "corrected")} == {
        "on": "2026-10-25",
        "hours": "3/2",
        "mode": "online",
        "starts_at": "2026-10-25T10:00:00+00:00",
        "ends_at": "2026-10-25T11:30:00+00:00",
        "corrected": ["hours", "mode", "on"],
    }
    assert (entry.statement["level"], entry.statement["worth"]) == ("", "")
    assert "It was" not in str(entry.statement)
    request.refresh_from_db()
    assert (request.outcome, request.reply) == ("corrected", "It was in October.")


def test_a_correction_across_the_change_of_clocks_keeps_the_time_of_day(alma, ben, at):
    entry = correct(ask(alma, ben.provider, at=at), ben, at=at, on="2026-10-24")
    assert entry.statement["starts_at"] == "2026-10-24T09:00:00+00:00"


def test_only_the_length_corrected_keeps_the_level(alma, ben, at):
    entry = correct(ask(alma, ben.provider, at=at), ben, at=at, hours="2")
    assert (entry.statement["level"], entry.statement["ends_at"]) == ("intermediate", "2026-11-19T12:00:00+00:00")


def test_a_group_becomes_a_single_consultation(alma, carla, at):
    request = ask(alma, carla.provider, at=at, kind="consultation_group", group_size="4")
    entry = correct(request, carla, at=at, kind="consultation_individual")
    assert (entry.statement["kind"], entry.statement["group_size"]) == ("consultation_individual", "")


@pytest.mark.parametrize("changes", [{}, {"hours": "1"}, {"mode": "in_person", "on": "2026-11-19"}])
def test_a_correction_must_correct_something(alma, ben, at, changes):
    with pytest.raises(ValidationError) as caught:
        correct(ask(alma, ben.provider, at=at), ben, at=at, **changes)
    assert caught.value.code == "unchanged"


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"on": "2026-11-20"}, "on"),
        ({"hours": "0"}, "hours"),
        ({"hours": "25"}, "hours"),
        ({"kind": "party"}, "kind"),
        ({"mode": "telepathy"}, "mode"),
        ({"kind": "consultation_group"}, "group_size"),
    ],
)
def test_corrections_that_make_no_sense(alma, ben, at, changes, field):
    with pytest.raises(ValidationError) as caught:
        correct(ask(alma, ben.provider, at=at), ben, at=at, **changes)
    assert list(caught.value.error_dict) == [field]


def test_a_provider_corrects_facts_only(alma, ben, at):
    with pytest.raises(ValueError, match="worth"):
        correct(ask(alma, ben.provider, at=at), ben, at=at, worth="9")


# --- declining -------------------------------------------------------------------------------------------------------


def test_declining_says_why_and_keeps_the_word_out_of_the_ledger(alma, ben, at):
    request = ask(alma, ben.provider, at=at)
    entry = actions.decline(request=request, by=ben, reason="not_held", word="We met in May only.", at=at)
    assert (entry.kind, entry.statement["reason"]) == ("declined", "not_held")
    assert "May" not in str(entry.statement)
    assert queries.requests_of(alma, request.school)[0].reply == "We met in May only."
    assert actions.decline(request=request, by=ben, reason="not_held", at=at) == entry


def test_declining_needs_one_of_the_reasons(alma, ben, at):
    with pytest.raises(ValidationError):
        actions.decline(request=ask(alma, ben.provider, at=at), by=ben, reason="because", at=at)


# --- taking back -----------------------------------------------------------------------------------------------------


def test_taken_back_the_same_day_it_can_be_answered_again(school, alma, ben, at):
    request = ask(alma, ben.provider, at=at)
    entry = confirm(request, ben, at=at)
    back = actions.take_back(request=request, by=ben, reason="", at=at + timedelta(hours=5))
    assert (back.kind, back.statement["takes_back"], back.statement["sealed_as"]) == ("taken_back", 1, entry.seal)
    request.refresh_from_db()
    assert request.outcome == "open"
    again = actions.decline(request=request, by=ben, reason="kind", at=at + timedelta(hours=5))
    assert [e.seq for e in queries.entries_about(request.subject_uuid, school)] == [1, 2, 3]
    assert again.kind == "declined"


def test_the_day_is_the_signers_own(alma, ben, at):
    ben.time_zone = "Pacific/Auckland"  # 13 hours ahead: 22:00 there is 09:00 UTC
    ben.save()
    request = ask(alma, ben.provider, at=at)
    confirm(request, ben, at=at)
    with pytest.raises(PermissionDenied):
        actions.take_back(request=request, by=ben, reason="", at=at + timedelta(hours=3))


def test_later_only_the_school_can_and_says_why(alma, ben, ruth, at):
    request = ask(alma, ben.provider, at=at)
    confirm(request, ben, at=at)
    later = at + timedelta(days=1)
    with pytest.raises(PermissionDenied):
        actions.take_back(request=request, by=ben, reason="", at=later)
    with pytest.raises(ValidationError, match="reason"):
        actions.take_back(request=request, by=ruth, reason=" ", at=later)
    entry = actions.take_back(request=request, by=ruth, reason="Ben wrote to us.", at=later)
    request.refresh_from_db()
    assert (entry.statement["reason"], request.outcome) == ("Ben wrote to us.", "taken_back")


def test_nobody_else_can_take_back(cast, at):
    request = ask(cast.alma, cast.ben.provider, at=at)
    confirm(request, cast.ben, at=at)
    for other in (cast.alma, cast.carla, cast.eva, cast.farid):
        with pytest.raises(PermissionDenied):
            actions.take_back(request=request, by=other, reason="Because", at=at)


def test_only_an_answer_can_be_taken_back(alma, ben, at):
    request = ask(alma, ben.provider, at=at)
    with pytest.raises(ValidationError) as caught:
        actions.take_back(request=request, by=ben, reason="", at=at)
    assert caught.value.code == "nothing"


def test_a_student_who_asked_anew_keeps_the_new_request(alma, ben, at):
    request = ask(alma, ben.provider, at=at)
    actions.decline(request=request, by=ben, reason="kind", at=at)
    anew = ask(alma, ben.provider, at=at, subject=request.subject_uuid, kind="consultation_individual")
    actions.take_back(request=request, by=ben, reason="", at=at)
    request.refresh_from_db()
    anew.refresh_from_db()
    assert (request.outcome, anew.outcome) == ("taken_back", "open")
