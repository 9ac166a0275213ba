"""Two reminders in all, then silence."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from feltwork.apps.notices.models import Notice
from feltwork.apps.signoffs import actions, tasks
from feltwork.apps.signoffs.tests.factories import ask

pytestmark = pytest.mark.django_db


def days_of_mail(request, at, days=40):
    """The days on which something was sent, when the jobs run once a day."""
    sent = {}
    for day in range(days):
        moment = at + timedelta(days=day, minutes=1)
        before = Notice.objects.count()
        tasks.remind_waiting(moment)
        tasks.expire_overdue(moment)
        if Notice.objects.count() > before:
            sent[day] = Notice.objects.order_by("pk").last().code
    return sent


def test_the_machine_reminds_after_seven_and_fourteen_days_then_tells_the_student(alma, ben, at):
    request = ask(alma, ben.provider, at=at)
    assert days_of_mail(request, at) == {7: "signoffs.reminded", 14: "signoffs.reminded", 15: "signoffs.expired"}
    request.refresh_from_db()
    assert (request.outcome, request.reminders) == ("expired", 2)
    told = Notice.objects.get(code="signoffs.expired")
    assert (told.to, told.subject) == (alma, "News about your log")


def test_a_reminder_by_hand_takes_the_place_of_one_by_the_machine(alma, ben, at):
    request = ask(alma, ben.provider, at=at)
    actions.remind(request=request, by=alma, at=at + timedelta(days=8))
    assert days_of_mail(request, at) == {14: "signoffs.reminded", 15: "signoffs.expired"}


@pytest.mark.parametrize(
    "days, why",
    [
        ([6], "A reminder can be sent from 26 November 2026."),
        ([7, 11], "A reminder can be sent from 1 December 2026."),
        ([7, 12, 17], "Two reminders have been sent; there will be no more."),
    ],
)
def test_reminders_by_hand_are_limited(alma, ben, at, days, why):
    request = ask(alma, ben.provider, at=at)
    *sent, last = days
    for day in sent:
        actions.remind(request=request, by=alma, at=at + timedelta(days=day))
    with pytest.raises(ValidationError) as caught:
        actions.remind(request=request, by=alma, at=at + timedelta(days=last))
    assert caught.value.messages == [why]


def test_only_the_student_reminds(cast, at):
    request = ask(cast.alma, cast.ben.provider, at=at)
    for other in (cast.ben, cast.carla, cast.dino, cast.farid):
        with pytest.raises(PermissionDenied):
            actions.remind(request=request, by=other, at=at + timedelta(days=8))


def test_what_is_answered_is_not_reminded(alma, ben, at):
    request = ask(alma, ben.provider, at=at)
    actions.decline(request=request, by=ben, reason="kind", at=at)
    assert days_of_mail(request, at) == {}


def test_requests_of_two_schools_are_both_looked_after(cast, at, elsewhere):
    from feltwork.apps.schools.tests.factories import ProviderFactory

    other = ProviderFactory(school=elsewhere, email="other@example.org")
    ask(cast.alma, cast.ben.provider, at=at)
    ask(cast.farid, other, at=at)
    tasks.remind_waiting(at + timedelta(days=7))
    sent = Notice.objects.filter(code="signoffs.reminded").order_by("school__slug")
    assert [n.school.slug for n in sent] == ["alder-house", "birch-hall"]
