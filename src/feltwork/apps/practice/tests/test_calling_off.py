"""A client calls an hour off by themselves, within the rule of the practice; whose it was is told, and nothing more."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from feltwork.apps.notices.models import Notice
from feltwork.apps.practice import actions
from feltwork.apps.practice.models import Appointment, Guardian
from feltwork.apps.practice.queries.calendar import call_off_hours, feed_text

BEGINS = datetime(2026, 11, 24, 14, tzinfo=UTC)


@pytest.fixture
def to(practice, eva):
    def address(name, **more):
        return reverse(f"practice:{name}", kwargs={"school": practice.slug, "uuid": eva.file.uuid, **more})

    return address


@pytest.fixture
def booked(opened, ben, eva):
    """`booked(hours=30)`: hours with Eva each week, the first so many hours from now."""

    def make(*, hours, rule="FREQ=WEEKLY", number=3):
        now = timezone.now()
        local = (now + timedelta(hours=hours)).astimezone(UTC).replace(tzinfo=None, second=0, microsecond=0)
        file = opened(ben, eva.file, when=now)
        until = local.date() + timedelta(weeks=number - 1)
        return actions.book(
            file=file, local=local, zone="UTC", minutes=60, mode="in_person", rule=rule, until=until, by=ben, at=now
        )

    return make


def states():
    return list(Appointment.objects.order_by("starts_at").values_list("state", flat=True))


def test_one_hour_is_called_off_and_the_clinician_reads_nothing_of_whose(
    sign_in, to, booked, ben, eva, django_capture_on_commit_callbacks
):
    first, *_rest = booked(hours=30)
    client = sign_in(eva)
    assert client.get(to("mine-times")).text.count("I cannot come") == 3
    asked = client.get(to("mine-call-off", hour=first.uuid)).text
    assert "You need give no reason" in asked
    assert states() == ["booked"] * 3
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(to("mine-call-off", hour=first.uuid), follow=True)
    assert "Called off. Ben Okafor is told." in answer.text
    assert states() == ["cancelled", "booked", "booked"]
    told = Notice.objects.get(code="practice.client_called_off")
    assert (told.to, told.url) == (
        ben, reverse("practice:appointment", kwargs={"school": "alder-house", "uuid": first.uuid}),
    )  # fmt: skip
    for word in ("Eva", "Brandt", "client ", f"{first.starts_at:%H:%M}", str(eva.file.uuid)):
        assert word not in told.subject + told.body
        assert all(word not in one.subject + one.body for one in mail.outbox)
    assert client.get(to("mine-call-off", hour=first.uuid)).status_code == 404
    assert "Cancelled" in sign_in(ben).get(told.url).text


def test_later_than_the_rule_it_is_said_in_person(sign_in, to, booked, ben, eva, practice):
    first, *_rest = booked(hours=5)
    client = sign_in(eva)
    page = client.get(to("mine-times")).text
    assert page.count("I cannot come") == 2
    assert "It is still all right not to come" in client.get(to("mine-call-off", hour=first.uuid)).text
    late = client.post(to("mine-call-off", hour=first.uuid)).text
    assert "It is too late to call this hour off here" in late
    assert states() == ["booked"] * 3
    actions.set_call_off_hours(school=practice, hours=2, by=ben, at=timezone.now())
    assert client.post(to("mine-call-off", hour=first.uuid)).status_code == 302
    assert states() == ["cancelled", "booked", "booked"]


def test_a_practice_may_say_not_at_all(sign_in, to, booked, ben, eva, practice):
    first, *_rest = booked(hours=200)
    client = sign_in(ben)
    rules = reverse("practice:rules", kwargs={"school": practice.slug})
    assert 'value="24"' in client.get(rules).text
    client.post(rules, {"call_off": "never"})
    assert call_off_hours(practice.pk) is None
    client = sign_in(eva)
    assert "I cannot come" not in client.get(to("mine-times")).text
    assert "please say it to Ben Okafor" in client.get(to("mine-times")).text
    client.post(to("mine-call-off", hour=first.uuid))
    assert states() == ["booked"] * 3
    assert sign_in(ben).post(rules, {"call_off": "17"}).status_code == 422


@pytest.mark.parametrize(("before", "may"), [(timedelta(hours=24), True), (timedelta(hours=23, minutes=59), False)])
def test_the_rule_is_exact(opened, ben, eva, before, may, at):
    local = BEGINS.replace(tzinfo=None)
    (hour,) = actions.book(
        file=opened(ben, eva.file), local=local, zone="UTC", minutes=60, mode="phone", by=ben, at=at
    )  # fmt: skip
    asked = BEGINS - before
    file = opened(eva, eva.file, when=asked)
    if may:
        actions.call_off_own(file=file, appointment=hour, by=eva, at=asked)
    else:
        with pytest.raises(ValidationError, match="too late"):
            actions.call_off_own(file=file, appointment=hour, by=eva, at=asked)
    assert states() == ["cancelled" if may else "booked"]


def test_nobody_calls_off_in_the_name_of_the_client(
    sign_in, to, booked, opened, practice, ben, jonas, otto, gesa, timo, farid, eva
):
    first, *_rest = booked(hours=200)
    for person, status in ((jonas, 403), (otto, 403), (gesa, 404), (farid, 404)):
        assert sign_in(person).post(to("mine-call-off", hour=first.uuid)).status_code == status
    with pytest.raises(PermissionDenied):
        actions.call_off_own(file=opened(ben, eva.file), appointment=first, by=ben, at=timezone.now())
    own = {"school": practice.slug, "uuid": timo.uuid}
    page = sign_in(gesa).get(reverse("practice:mine-times", kwargs=own))
    assert (page.status_code, "I cannot come" in page.text) == (200, False)  # nothing of Timo's is booked
    other = reverse("practice:mine-call-off", kwargs={**own, "uuid": eva.file.uuid, "hour": first.uuid})
    assert sign_in(gesa).post(other).status_code == 404
    assert states() == ["booked"] * 3


def test_a_guardian_calls_off_an_hour_of_the_child_by_the_same_rule(
    sign_in, opened, practice, ben, gesa, timo, django_capture_on_commit_callbacks
):
    now = timezone.now()
    local = (now + timedelta(hours=30)).astimezone(UTC).replace(tzinfo=None, second=0, microsecond=0)
    (hour,) = actions.book(
        file=opened(ben, timo, when=now), local=local, zone="UTC", minutes=60, mode="phone", by=ben, at=now
    )  # fmt: skip
    own = {"school": practice.slug, "uuid": timo.uuid}
    times = reverse("practice:mine-times", kwargs=own)
    address = reverse("practice:mine-call-off", kwargs={**own, "hour": hour.uuid})
    client = sign_in(gesa)

    actions.set_call_off_hours(school=practice, hours=48, by=ben, at=now)
    assert "I cannot come" not in client.get(times).text
    assert "It is too late to call this hour off here" in client.post(address).text
    assert states() == ["booked"]

    actions.set_call_off_hours(school=practice, hours=24, by=ben, at=now)
    assert client.get(times).text.count("I cannot come") == 1
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address).status_code == 302
    assert states() == ["cancelled"]
    assert Notice.objects.get(code="practice.client_called_off").to == ben


def test_a_guardian_of_the_past_calls_off_nothing(sign_in, opened, practice, ben, gesa, timo):
    now = timezone.now()
    local = (now + timedelta(hours=90)).astimezone(UTC).replace(tzinfo=None, second=0, microsecond=0)
    (hour,) = actions.book(
        file=opened(ben, timo, when=now), local=local, zone="UTC", minutes=60, mode="phone", by=ben, at=now
    )  # fmt: skip
    for guardian in Guardian.objects.filter(client=timo):
        actions.end_guardian(file=opened(ben, timo, when=now), guardian=guardian, by=ben, at=now)
    own = {"school": practice.slug, "uuid": timo.uuid, "hour": hour.uuid}
    assert sign_in(gesa).post(reverse("practice:mine-call-off", kwargs=own)).status_code == 404
    assert states() == ["booked"]


def test_a_client_without_any_other_right_changes_no_series(booked, opened, eva):
    first, *_rest = booked(hours=200)
    with pytest.raises(PermissionDenied):
        actions.cancel(file=opened(eva, eva.file), appointment=first, by=eva, at=timezone.now(), span="all")


def test_the_clinicians_subscribed_calendar_reads_that_the_hour_is_free(booked, opened, ben, eva, practice):
    first, *_rest = booked(hours=200)
    now = timezone.now()
    feed, _token = actions.make_feed(school=practice, user=ben, label="phone", title="", at=now)
    actions.call_off_own(file=opened(eva, eva.file, when=now), appointment=first, by=eva, at=now)
    text = feed_text(feed, now).decode()
    assert (text.count("STATUS:CANCELLED"), text.count("STATUS:CONFIRMED"), "Eva" in text) == (1, 2, False)
