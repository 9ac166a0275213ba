"""Dates for people's calendars: neutral words, changes that arrive, secrets that end."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from feltwork.apps.accounts.models import Membership
from feltwork.apps.seminars import actions
from feltwork.apps.seminars.calendars import calendar_of, feed_meetings
from feltwork.apps.seminars.models import Meeting, SeminarFeed
from feltwork.apps.seminars.tests.factories import add_meeting, first_meeting, plan, plan_module

pytestmark = pytest.mark.django_db


def events(content):
    return list(Calendar.from_ical(content).walk("VEVENT"))


def rows(seminar):
    return Meeting.objects.filter(seminar=seminar).select_related("seminar", "school").order_by("starts_at")


def test_an_entry_has_its_time_and_room_under_a_neutral_word(school, carla, at):
    seminar = plan(school, by=carla, at=at, title="Trauma and the pelvis")
    content = calendar_of(rows(seminar))
    (event,) = events(content)
    assert (str(event["summary"]), str(event["location"])) == ("Course day", "Room 2")
    assert event.decoded("dtstart").astimezone(UTC) == datetime(2026, 12, 3, 10, 0, tzinfo=UTC)
    assert str(event["dtstart"].params["TZID"]) == "Europe/London"
    assert b"pelvis" not in content and b"Trauma" not in content


def test_a_room_online_and_its_link_are_left_out(school, carla, at):
    seminar = plan(school, by=carla, at=at, meetings=0, is_open=False)
    add_meeting(seminar, by=carla, at=at, mode="online", link="https://video.example/x")
    content = calendar_of(rows(seminar))
    assert "location" not in events(content)[0]
    assert b"video.example" not in content


def test_a_change_and_a_date_called_off_arrive_as_such(school, carla, at):
    seminar = plan(school, by=carla, at=at)
    before = events(calendar_of(rows(seminar)))[0]
    actions.call_off_meeting(meeting=first_meeting(seminar), by=carla, at=at)
    after = events(calendar_of(rows(seminar)))[0]
    assert (str(before["uid"]), before["sequence"], str(before["status"])) == (str(after["uid"]), 0, "CONFIRMED")
    assert (after["sequence"], str(after["status"])) == (1, "CANCELLED")


def test_a_feed_holds_ones_own_seats_module_and_what_one_leads(school, carla, alma, mika, at):
    mine, other = (plan(school, by=carla, at=at, first=date(2026, 12, day)) for day in (3, 8))
    actions.sign_up(seminar=mine, enrolment=alma.enrolment, by=alma, at=at)
    module = plan_module(school, by=carla, at=at, code="intermediate-2")
    plan(school, by=carla, at=at, is_open=False)
    actions.add_staff(seminar=other, role="trainer", user=carla, by=carla, at=at)
    feeds = {one: actions.make_feed(school=school, user=one, label="phone", at=at)[0] for one in (alma, mika, carla)}
    seen = {one.name: {meeting.seminar for meeting in feed_meetings(feed, at)} for one, feed in feeds.items()}
    assert seen == {"Alma Reyes": {mine, module}, "Mika Tan": {module}, "Carla Lindqvist": {other}}


def test_a_secret_is_shown_once_read_and_taken_back(client, sign_in, school, alma):
    page = sign_in(alma).post(
        reverse("seminars:feeds", kwargs={"school": school.slug}), {"label": "phone"}
    ).content.decode()  # fmt: skip
    feed = SeminarFeed.objects.get()
    address = page.split("<code>")[1].split("</code>")[0]
    token = address.rsplit("/", 1)[1].removesuffix(".ics")
    assert token not in str(SeminarFeed.objects.values().get())
    client.logout()
    path = reverse("seminars:feed", kwargs={"school": school.slug, "token": token})
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    sign_in(alma).post(reverse("seminars:feed-revoke", kwargs={"school": school.slug, "uuid": feed.uuid}))
    assert client.get(path).status_code == 410
    assert client.get(path.replace(token, "nonsense")).status_code == 404


def test_whoever_left_the_school_reads_nothing_any_more(client, school, alma, at):
    _feed, token = actions.make_feed(school=school, user=alma, label="phone", at=at)
    Membership.objects.filter(user=alma).update(until=timezone.now() - timedelta(minutes=1))
    path = reverse("seminars:feed", kwargs={"school": school.slug, "token": token})
    assert client.get(path).status_code == 410


def test_nobody_takes_back_the_address_of_another_and_there_are_at_most_ten(school, alma, mika, at):
    feed, _token = actions.make_feed(school=school, user=alma, label="phone", at=at)
    with pytest.raises(PermissionDenied):
        actions.revoke_feed(feed=feed, by=mika, at=at)
    for _more in range(9):
        actions.make_feed(school=school, user=alma, label="more", at=at)
    with pytest.raises(ValidationError):
        actions.make_feed(school=school, user=alma, label="too many", at=at)
