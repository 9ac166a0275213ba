"""Whoever opens unusually many files within an hour is named to the administrators, once, and nobody's file is."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.notices.models import Notice
from feltwork.apps.practice import actions
from feltwork.apps.practice.actions.watching import set_opened_an_hour
from feltwork.apps.practice.models import Client
from feltwork.apps.practice.queries.watching import limit_of
from feltwork.apps.practice.tasks import watch

HOUR = timedelta(hours=1)


@pytest.fixture
def opens(practice, ben):
    """`opens(number, at=…)`: Ben looks at so many different files."""

    def make(number, *, at, what="client", sight="clinician", by=ben, first=0):
        files = list(Client.objects.order_by("pk"))
        while len(files) < first + number:
            files.append(Client.objects.create(school=practice, clinician=ben, opened_on=at.date()))
        AuditRecord.objects.bulk_create(
            AuditRecord(
                at=at, kind="saw", code="practice.read", by=by, school=practice, subject_type="practice.client",
                subject_uuid=one.uuid, facts={"what": what, "sight": sight},
            )
            for one in files[first : first + number]
        )  # fmt: skip

    return make


def alarms():
    return list(AuditRecord.objects.filter(code="practice.many_opened").order_by("at").values_list("by__name", "facts"))


def test_one_more_than_the_limit_raises_one_alarm_in_an_hour_and_another_later(
    practice, ben, dino, opens, at, sign_in, django_capture_on_commit_callbacks
):
    set_opened_an_hour(school=practice, files=5, by=dino, at=at)
    opens(5, at=at)
    opens(5, at=at + timedelta(minutes=1))  # the same again
    watch(at + timedelta(minutes=5))
    assert alarms() == []

    opens(1, at=at + timedelta(minutes=6), first=5)
    with django_capture_on_commit_callbacks(execute=True):
        watch(at + timedelta(minutes=10))
        watch(at + timedelta(minutes=15))
    assert alarms() == [("Ben Okafor", {"files": 6, "limit": 5})]
    told = Notice.objects.get(code="practice.many_opened")
    assert (told.to, told.url) == (dino, reverse("practice:openings", kwargs={"school": practice.slug}))
    assert not any("Ben" in text for one in mail.outbox for text in (one.subject, one.body))

    opens(6, at=at + timedelta(minutes=80))
    watch(at + timedelta(minutes=85))
    assert alarms() == [("Ben Okafor", {"files": 6, "limit": 5})] * 2


@pytest.mark.parametrize(("minutes", "number"), [(59, 1), (60, 0)])
def test_an_hour_is_an_hour(practice, dino, opens, at, minutes, number):
    set_opened_an_hour(school=practice, files=5, by=dino, at=at)
    opens(6, at=at)
    watch(at + timedelta(minutes=minutes))
    assert len(alarms()) == number


def test_what_shows_no_single_file_and_ones_own_does_not_count(practice, dino, eva, opens, at):
    set_opened_an_hour(school=practice, files=5, by=dino, at=at)
    opens(9, at=at, what="search")
    opens(9, at=at, what="study")
    opens(9, at=at, sight="guardian", by=eva)
    watch(at + timedelta(minutes=1))
    assert alarms() == []
    opens(9, at=at, what="takeout")
    watch(at + timedelta(minutes=1))
    assert alarms() == [("Ben Okafor", {"files": 9, "limit": 5})]


def test_an_administrator_reads_who_and_how_many_and_sets_the_limit(practice, ben, dino, opens, at, sign_in):
    opens(41, at=at)
    watch(at)
    address = reverse("practice:openings", kwargs={"school": practice.slug})
    client = sign_in(dino, fresh=True)
    page = client.get(address).text
    assert ("Ben Okafor" in page, "None so far" in page, limit_of(practice)) == (True, False, 40)
    assert client.post(address, {"many": "4"}).status_code == 422
    assert client.post(address, {"many": "80"}).status_code == 302
    assert limit_of(practice) == 80
    actions.set_call_off_hours(school=practice, hours=2, by=dino, at=at)
    assert limit_of(practice) == 80
    assert sign_in(ben).get(address).status_code == 403
