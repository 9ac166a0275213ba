"""A free first call: offered coarsely, taken once, agreed, called off, and never a sign of anything else."""

import threading
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse
from django_scopes import scopes_disabled
from icalendar import Calendar

from feltwork.apps.directory.actions import answering, calling, inquiries
from feltwork.apps.directory.actions.calling import Hours
from feltwork.apps.directory.models import Booking, CallHours, Inquiry
from feltwork.apps.directory.queries.calls import busy_of, offered
from feltwork.apps.notices.models import Notice
from feltwork.apps.practice.models import Appointment
from feltwork.apps.practice.tests.factories import ClientFactory

LONDON = "Europe/London"
WEEK = [Hours(number, None, time(9), time(12)) for number in range(5)]


def offer(ben, at, *, way="request", hours=WEEK, zone=LONDON):
    profile = ben.profile
    calling.set_call_terms(profile=profile, is_on=True, way=way, zone=zone, minutes=20, notice_hours=24, by=ben, at=at)
    calling.set_call_hours(profile=profile, hours=hours, by=ben, at=at)
    profile.refresh_from_db()
    return profile


def take(row, at, which=0, zone=LONDON):
    return calling.take_call(inquiry=row, starts_at=offered(row.profile, at)[which], zone=zone, at=at)


@pytest.mark.django_db
class TestOffered:
    def test_nothing_is_offered_before_it_is_switched_on(self, write, ben, at):
        row, _token = write()
        assert offered(row.profile, at) == []
        with pytest.raises(ValidationError):
            calling.take_call(inquiry=row, starts_at=at + timedelta(days=2), zone=LONDON, at=at)

    def test_at_most_two_of_a_morning_and_none_within_the_notice(self, write, ben, at):
        profile = offer(ben, at)
        times = offered(profile, at)
        days = [one.astimezone(ZoneInfo(LONDON)).date() for one in times]
        assert min(times) >= at + timedelta(hours=24)
        assert max(days.count(day) for day in days) == 2
        assert offered(profile, at) == times  # and the same ones whenever it is asked

    def test_a_taken_time_and_other_hours_are_left_out(self, write, ben, at):
        profile = offer(ben, at, way="direct")
        booking = take(write()[0], at)
        assert booking.starts_at not in offered(profile, at)
        day = booking.starts_at.astimezone(ZoneInfo(LONDON)).date()
        calling.set_call_hours(profile=profile, hours=[*WEEK, Hours(None, day, None, None)], by=ben, at=at)
        assert day not in {one.date() for one in offered(profile, at)}
        assert busy_of(profile, at, at + timedelta(days=14)) == [(booking.starts_at, booking.ends_at)]

    def test_hours_with_clients_are_left_out_wherever_they_are_and_nothing_says_so(self, write, ben, elsewhere, at):
        profile = offer(ben, at)
        moment = offered(profile, at)[0]
        Appointment.objects.create(
            school=elsewhere, client=ClientFactory(school=elsewhere, clinician=ben), clinician=ben, zone=LONDON, by=ben,
            starts_at=moment - timedelta(minutes=40), ends_at=moment + timedelta(minutes=10), made_at=at, changed_at=at,
        )  # fmt: skip
        assert moment not in offered(profile, at)
        row, _token = write()
        with pytest.raises(ValidationError) as taken:
            calling.take_call(inquiry=row, starts_at=moment, zone=LONDON, at=at)
        assert taken.value.code == "taken"

    def test_a_call_that_was_asked_for_is_not_agreed_over_an_hour_with_a_client(self, write, ben, school, at):
        offer(ben, at)
        row, _token = write()
        booking = take(row, at)
        Appointment.objects.create(
            school=school, client=ClientFactory(school=school, clinician=ben), clinician=ben, zone=LONDON, by=ben,
            starts_at=booking.starts_at, ends_at=booking.ends_at, made_at=at, changed_at=at,
        )  # fmt: skip
        with pytest.raises(ValidationError) as busy:
            answering.answer_inquiry(inquiry=row, answer="yes", by=ben, at=at)
        assert busy.value.code == "busy"
        row.refresh_from_db()
        assert row.is_open

    def test_no_longer_than_the_school_allows_and_for_oneself_alone(self, listed_ben, carla, at):
        given = {"profile": listed_ben.profile, "is_on": True, "way": "request", "zone": LONDON, "at": at}
        given["notice_hours"] = 24
        with pytest.raises(ValidationError):
            calling.set_call_terms(**given, minutes=45, by=listed_ben)
        with pytest.raises(PermissionDenied):
            calling.set_call_terms(**given, minutes=15, by=carla)
        with pytest.raises(ValidationError):
            calling.set_call_terms(**given | {"zone": "Mars/Olympus"}, minutes=15, by=listed_ben)


@pytest.mark.django_db
class TestTaken:
    def test_asked_for_is_agreed_by_a_yes_and_free_again_after_a_no(self, write, ben, at):
        profile = offer(ben, at)
        yes, no = write(address="a@example.org")[0], write(address="b@example.org")[0]
        first, second = take(yes, at), take(no, at)
        assert (first.state, second.state, first.starts_at == second.starts_at) == ("requested", "requested", False)

        answering.answer_inquiry(inquiry=yes, answer="yes", by=ben, at=at)
        answering.answer_inquiry(inquiry=no, answer="cannot", by=ben, at=at)
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.state, second.state) == ("booked", "called_off")
        assert second.starts_at in offered(profile, at)

    def test_at_once_where_the_clinician_wants_it_so_and_still_without_a_name(self, write, ben, at):
        offer(ben, at, way="direct")
        row, _token = write()
        assert take(row, at).state == "booked"
        row.refresh_from_db()
        assert row.answer == ""

    def test_one_person_has_one_call(self, write, ben, at):
        offer(ben, at)
        row, _token = write()
        take(row, at)
        with pytest.raises(ValidationError):
            take(row, at, 1)
        for _time in range(4):
            calling.call_off(booking=Booking.objects.exclude(state="called_off").get(), by=None, at=at)
            take(row, at)
        calling.call_off(booking=Booking.objects.exclude(state="called_off").get(), by=None, at=at)
        with pytest.raises(ValidationError):  # taking and calling off again and again comes to an end
            take(row, at)

    def test_only_times_that_are_offered_can_be_taken(self, write, ben, at):
        offer(ben, at)
        row, _token = write()
        for wrong in (at, at + timedelta(days=3, minutes=7), at + timedelta(days=40)):
            with pytest.raises(ValidationError):
                calling.take_call(inquiry=row, starts_at=wrong, zone=LONDON, at=at)

    def test_taking_a_message_back_frees_its_time(self, write, ben, at, django_capture_on_commit_callbacks):
        profile = offer(ben, at, way="direct")
        row, _token = write()
        booking = take(row, at)
        with django_capture_on_commit_callbacks(execute=True):
            inquiries.withdraw_inquiry(inquiry=row, at=at)
        booking.refresh_from_db()
        assert booking.state == "called_off"
        assert booking.starts_at in offered(profile, at)
        assert Notice.objects.filter(to=ben, code__startswith="directory.called_off").count() == 1

    def test_who_is_blocked_takes_a_time_and_it_stays_taken_unseen(
        self, write, ben, at, django_capture_on_commit_callbacks
    ):
        profile = offer(ben, at, way="direct")
        answering.block_sender(inquiry=write(address="sam@example.org")[0], by=ben, at=at)
        again, _token = write(address="sam@example.org", line="again")
        with django_capture_on_commit_callbacks(execute=True):
            booking = take(again, at)
        assert booking.state == "booked"  # as for everybody
        assert booking.starts_at not in offered(profile, at)  # nor does another name see that it is free
        assert Notice.objects.filter(code="directory.call").count() == 0

    def test_the_clinician_calls_off_and_nobody_else_may(self, write, ben, carla, at, mailoutbox):
        offer(ben, at, way="direct")
        booking = take(write()[0], at)
        with pytest.raises(PermissionDenied):
            calling.call_off(booking=booking, by=carla, at=at)
        assert calling.call_off(booking=booking, by=ben, at=at).state == "called_off"


@pytest.mark.django_db
class TestPages:
    def test_times_are_shown_and_taken_on_ones_own_clock_without_scripts(self, client, clock, write, ben, at):
        offer(ben, at, way="direct")
        _row, token = write()
        url = reverse("directory:sent-call", kwargs={"token": token})
        page = client.get(url, {"zone": "America/New_York"})
        assert "On" not in page.headers.get("Set-Cookie", "")
        moment = offered(ben.profile, at)[0]
        there = moment.astimezone(ZoneInfo("America/New_York"))
        assert f'value="{moment.isoformat()}">{there:%H:%M}' in page.text
        answer = client.post(url, {"zone": "America/New_York", "starts_at": moment.isoformat()})
        page = client.get(answer.url)
        assert f"at {there:%H:%M}, on the clock of New York." in page.text

        client.post(url, {"do": "off"})
        assert Booking.objects.get().state == "called_off"

    def test_the_entry_for_a_calendar_says_nothing_but_when(self, client, clock, write, ben, at):
        offer(ben, at, way="direct")
        row, token = write()
        booking = take(row, at)
        response = client.get(reverse("directory:sent-calendar", kwargs={"token": token}))
        event = Calendar.from_ical(response.content).walk("VEVENT")[0]
        assert (event["SUMMARY"], event["STATUS"], event["CLASS"]) == ("Appointment", "CONFIRMED", "PRIVATE")
        assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (booking.starts_at, booking.ends_at)
        assert set(event) == {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "SEQUENCE", "STATUS", "CLASS"}
        assert not any(word in response.content for word in (b"Ben", b"Wren", b"Alder"))

    def test_hours_are_written_as_one_would_and_read_back(self, clock, sign_in, listed_ben):
        browser = sign_in(listed_ben)
        url = reverse("directory-desk:slots", kwargs={"school": "alder-house"})
        browser.post(url, {"do": "week", "day_0": "9:00-12:00, 14.00 – 16.30", "day_2": "18:00 to 19:00"})
        rows = [(row.weekday, f"{row.begins:%H:%M}", f"{row.ends:%H:%M}") for row in CallHours.objects.all()]
        assert rows == [(0, "09:00", "12:00"), (0, "14:00", "16:30"), (2, "18:00", "19:00")]
        browser.post(url, {"do": "day", "on": "2026-12-24", "spans": ""})
        assert CallHours.objects.filter(on=date(2026, 12, 24), begins=None).count() == 1
        assert 'value="09:00-12:00, 14:00-16:30"' in browser.get(url).text
        assert "with a comma between two" in browser.post(url, {"do": "week", "day_0": "noon"}).text
        browser.post(url, {"do": "forget", "forget": "2026-12-24"})
        assert CallHours.objects.count() == 3

    def test_a_flood_of_takings_is_slowed(self, client, clock, write, ben, at):
        offer(ben, at)
        _row, token = write()
        url = reverse("directory:sent-call", kwargs={"token": token})
        answers = [client.post(url, {"starts_at": "2026-12-01T09:07:00+00:00"}).status_code for _time in range(12)]
        assert answers == [200] * 10 + [429] * 2


@pytest.mark.django_db(transaction=True)
def test_of_many_who_want_the_same_time_at_once_one_gets_it(write, ben, at, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    offer(ben, at, way="direct")
    rows = [write(address=f"a{number}@example.org")[0] for number in range(6)]
    moment = offered(ben.profile, at)[0]
    barrier, outcomes = threading.Barrier(len(rows)), []

    def one(row):
        try:
            with scopes_disabled():
                barrier.wait(timeout=20)
                outcomes.append(calling.take_call(inquiry=row, starts_at=moment, zone=LONDON, at=at).state)
        except ValidationError as wrong:
            outcomes.append(wrong.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(row,)) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert sorted(outcomes) == ["booked"] + ["taken"] * (len(rows) - 1)
    assert Booking.objects.filter(starts_at=moment).exclude(state="called_off").count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_twice_at_once_is_one_message(write, ben, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    barrier, tokens = threading.Barrier(4), []

    def one():
        try:
            with scopes_disabled():
                barrier.wait(timeout=20)
                tokens.append(write(once="the same form")[1])
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert (len(tokens), len(set(tokens)), Inquiry.objects.count()) == (4, 1, 1)
