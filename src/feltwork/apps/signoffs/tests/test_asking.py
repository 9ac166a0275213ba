"""Alma asks Ben to confirm a session."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from feltwork.apps.accounts.links import hash_of
from feltwork.apps.schools.models import Provider
from feltwork.apps.signoffs import actions, queries
from feltwork.apps.signoffs.events import request_closed
from feltwork.apps.signoffs.models import SignOffRequest
from feltwork.apps.signoffs.tests.factories import ask, presented_for
from feltwork.apps.signoffs.tokens import token_for

pytestmark = pytest.mark.django_db


def test_the_provider_gets_one_mail_that_names_nobody(alma, ben, at, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        request = ask(alma, ben.provider, at=at)
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["ben@example.org"], "Something waits for your confirmation")
    assert "Alma" not in letter.body and "Reyes" not in letter.body
    assert f"/at/alder-house/signoffs/{token_for(request.uuid)}/" in letter.body
    assert request.token_hash == hash_of(token_for(request.uuid))
    assert request.due_on == date(2026, 12, 3)


def test_asking_again_changes_what_is_shown_and_mails_nobody(alma, ben, at, django_capture_on_commit_callbacks):
    subject = uuid4()
    first = ask(alma, ben.provider, at=at, subject=subject)
    with django_capture_on_commit_callbacks(execute=True):
        second = ask(alma, ben.provider, at=at + timedelta(hours=1), subject=subject, hours="3/2")
    assert (second.pk, second.presented["hours"], len(mail.outbox)) == (first.pk, "3/2", 0)


def test_asking_somebody_else_takes_the_first_request_back(alma, ben, carla, at):
    subject = uuid4()
    first = ask(alma, ben.provider, at=at, subject=subject)
    ask(alma, carla.provider, at=at, subject=subject)
    first.refresh_from_db()
    assert first.outcome == "cancelled"
    assert [r.outcome for r in queries.requests_of(alma, ben.provider.school)] == ["cancelled", "open"]


def test_the_student_takes_the_request_back(alma, ben, at):
    request = ask(alma, ben.provider, at=at)
    heard = []
    request_closed.connect(lambda sender, **told: heard.append(told), weak=False)
    actions.cancel_request(school=request.school, subject_uuid=request.subject_uuid, by=alma, at=at)
    (told,) = heard
    assert (told["request"].outcome, told["student_id"], told["school"]) == ("cancelled", alma.pk, request.school)
    assert actions.cancel_request(school=request.school, subject_uuid=request.subject_uuid, by=alma, at=at) is None


def test_nobody_confirms_their_own_sessions(school, alma, at):
    for provider in (
        Provider.objects.create(school=school, name="Alma", user=alma),
        Provider.objects.create(school=school, name="Alma", email="ALMA@example.org"),
    ):
        with pytest.raises(ValidationError) as caught:
            ask(alma, provider, at=at)
        assert caught.value.code == "own"


def test_a_provider_without_an_address_cannot_be_asked(school, alma, at):
    with pytest.raises(ValidationError, match="no mail address"):
        ask(alma, Provider.objects.create(school=school, name="Old Friend"), at=at)


def test_what_is_shown_must_be_exact(school, alma, ben, at):
    with pytest.raises(ValueError):
        ask(alma, ben.provider, at=at, hours=1.5)


def test_rows_of_a_student(school, alma, ben, at, django_assert_num_queries):
    request = ask(alma, ben.provider, at=at)
    with django_assert_num_queries(1):
        (row,) = queries.requests_of(alma, school)
    assert row == queries.RequestRow(
        uuid=request.uuid,
        subject_uuid=request.subject_uuid,
        provider_id=ben.provider.pk,
        provider_name="Ben Okafor",
        asked_at=at,
        due_on=date(2026, 12, 3),
        reminders=0,
        reminded_at=None,
        outcome="open",
        reply="",
        closed_at=None,
        student_id=alma.pk,
    )


def test_tokens_are_not_kept(alma, ben, at):
    request = ask(alma, ben.provider, at=at)
    row = SignOffRequest.objects.values().get(pk=request.pk)
    assert token_for(request.uuid) not in map(str, row.values())
    assert presented_for(alma) == row["presented"]
