"""Times that were agreed: series, changes of the clock, nobody booked twice, reminders, subscribed calendars."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from icalendar import Calendar

from feltwork.apps.notices.models import Notice
from feltwork.apps.practice import actions, tasks
from feltwork.apps.practice.models import Appointment, AppointmentSeries
from feltwork.apps.practice.queries.calendar import feed_text, link_for_client, link_of, next_appointment, week_of
from feltwork.apps.schools.tests.test_races import at_once

FIRST = datetime(2026, 11, 24, 14)


@pytest.fixture
def hour(opened, ben, eva, at):
    def make(local=FIRST, *, by=ben, client=eva.file, zone="Europe/Berlin", minutes=60, **more):
        file = opened(by, client)
        return actions.book(file=file, local=local, zone=zone, minutes=minutes, mode="in_person", by=by, at=at, **more)

    return make


@pytest.fixture
def series(hour):
    return hour(rule="FREQ=WEEKLY", until=date(2027, 4, 30))


def walls(rows):
    return {actions.appointments.wall_of(row).strftime("%H:%M") for row in rows}


def test_a_series_stays_at_its_hour_through_spring(series):
    assert len(series) == 23
    assert walls(series) == {"14:00"}
    assert {row.starts_at.hour for row in series} == {13, 12}


def test_nobody_is_booked_twice(hour, opened, ben, timo, at):
    hour()
    with pytest.raises(actions.Taken) as taken:
        hour(FIRST + timedelta(minutes=30), client=timo)
    assert taken.value.when == [datetime(2026, 11, 24, 13, tzinfo=UTC)]
    hour(FIRST + timedelta(minutes=60), client=timo)
    with pytest.raises(actions.Taken):
        hour(datetime(2026, 11, 10, 14), client=timo, rule="FREQ=WEEKLY", until=date(2026, 12, 1))


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs several writers")
def test_not_even_at_the_same_moment(hour, eva, timo):
    results = at_once(lambda: hour(), lambda: hour(client=timo), lambda: hour(FIRST + timedelta(minutes=15)))
    assert sorted(type(one).__name__ for one in results) == ["Taken", "Taken", "list"]


def test_what_we_do_not_take_is_said_at_its_field(hour):
    for wrong, field in (
        ({"local": datetime(2027, 3, 28, 2, 30)}, "begins"),
        ({"link": "http://video.example/x"}, "link"),
        ({"rule": "FREQ=YEARLY"}, "repeat"),
        ({"rule": "FREQ=WEEKLY", "until": date(2026, 11, 1)}, "until"),
    ):
        with pytest.raises(ValidationError) as refused:
            hour(**wrong)
        assert list(refused.value.message_dict) == [field]


@pytest.mark.parametrize(("span", "moved"), [("this", 1), ("following", 21), ("all", 23)])
def test_one_this_and_following_or_all_move(series, opened, ben, eva, at, span, moved):
    file = opened(ben, eva.file)
    third = series[2]
    local = actions.appointments.wall_of(third) + timedelta(days=1, hours=1)
    actions.move(
        file=file, appointment=third, local=local, minutes=50, mode="online", by=ben, at=at, span=span,
        link="https://video.example/room",
    )  # fmt: skip
    rows = Appointment.objects.filter(sequence=1).select_related("series")
    assert rows.count() == moved
    assert walls(rows) == {"15:00"}
    assert {row.starts_at.weekday() for row in rows} == {2}
    assert {link_of(file, row) for row in rows} == {"https://video.example/room"}
    assert {(row.ends_at - row.starts_at) for row in rows} == {timedelta(minutes=50)}
    assert AppointmentSeries.objects.count() == (1 if span == "this" else 2)


@pytest.mark.parametrize(("span", "gone"), [("this", 1), ("following", 21), ("all", 23)])
def test_one_this_and_following_or_all_are_called_off(series, opened, ben, eva, at, span, gone):
    file = opened(ben, eva.file)
    assert actions.cancel(file=file, appointment=series[2], by=ben, at=at, span=span) == gone
    assert Appointment.objects.filter(state="cancelled").count() == gone
    tasks.extend_series(at + timedelta(days=30))
    assert Appointment.objects.filter(state="booked").count() == 23 - gone
    with pytest.raises(ValidationError):
        actions.cancel(file=file, appointment=series[2], by=ben, at=at)


def test_a_series_without_an_end_goes_on(hour, opened, ben, timo, at):
    rows = hour(rule="FREQ=WEEKLY;INTERVAL=2")
    before = len(rows)
    hour(datetime(2028, 1, 4, 14), client=timo)
    tasks.extend_series(at + timedelta(days=60))
    tasks.extend_series(at + timedelta(days=60))
    after = Appointment.objects.filter(series__isnull=False)
    assert after.count() > before
    assert walls(after) == {"14:00"}
    assert not after.filter(starts_at=datetime(2028, 1, 4, 13, tzinfo=UTC)).exists()


def test_who_books(opened, hour, otto, jonas, carla, eva, timo, gesa, at):
    assert hour(by=otto)[0].clinician == eva.file.clinician
    with pytest.raises(PermissionDenied):
        hour(FIRST + timedelta(days=1), by=eva)
    assert opened(jonas, eva.file) is None
    with pytest.raises(PermissionDenied):
        hour(FIRST + timedelta(days=1), by=gesa, client=timo)


def test_a_week_shows_whom_one_may_know(hour, ben, otto, jonas, carla, eva, at, django_assert_num_queries):
    hour()

    def names(user, role):
        days = week_of(user, frozenset({role}), date(2026, 11, 24), "Europe/Berlin", at)
        return [hour.name for day in days for hour in day.hours]

    assert [names(ben, "practitioner"), names(otto, "assistant")] == [["Eva"], ["Eva"]]
    assert [names(jonas, "practitioner"), names(carla, "supervisor")] == [[], []]


def reminded(opened, ben, eva, at, **identity):
    file = opened(ben, eva.file)
    actions.answer_consent(file=file, topic="messaging_reminders", decision="given", text=None, by=ben, at=at)
    actions.change_identity(
        file=file, identity={"name": "Eva Brandt", "reminder_hours": 24, **identity}, seen=1, by=ben, at=at
    )


def test_a_reminder_says_what_the_client_wrote_and_once(hour, opened, ben, eva, at):
    hour()
    reminded(opened, ben, eva, at, reminder_words="Tea at {time} on {day}", time_zone="Europe/Lisbon")
    actions.plan_reminders(client=eva.file, identity=opened(ben, eva.file).identity, at=at)
    due = datetime(2026, 11, 23, 13, tzinfo=UTC)
    tasks.remind_all(due - timedelta(minutes=1))
    assert not Notice.objects.filter(code="practice.reminder").exists()
    tasks.remind_all(due)
    tasks.remind_all(due + timedelta(minutes=5))
    notice = Notice.objects.get(code="practice.reminder")
    assert (notice.subject, notice.body) == ("A reminder", "Tea at 13:00 on 24 November 2026")


def test_without_a_yes_nothing_is_sent(hour, opened, ben, eva, at):
    reminded(opened, ben, eva, at)
    hour()
    file = opened(ben, eva.file)
    actions.answer_consent(file=file, topic="messaging_reminders", decision="withdrawn", text=None, by=ben, at=at)
    tasks.remind_all(datetime(2026, 11, 24, 12, tzinfo=UTC))
    assert not Notice.objects.filter(code="practice.reminder").exists()


def test_a_subscribed_calendar_learns_times_and_nothing_else(series, opened, ben, eva, practice, at):
    feed, token = actions.make_feed(school=practice, user=ben, label="phone", title="", at=at)
    actions.cancel(file=opened(ben, eva.file), appointment=series[1], by=ben, at=at)
    text = feed_text(feed, at).decode()
    calendar = Calendar.from_ical(text)
    events = calendar.walk("VEVENT")
    assert {str(event["summary"]) for event in events} == {"Busy"}
    assert {event["dtstart"].dt.strftime("%H:%M") for event in events} == {"14:00"}
    assert [str(event["status"]) for event in events].count("CANCELLED") == 1
    assert calendar.walk("VTIMEZONE")
    assert ("Eva" in text, "Okafor" in text, token in text) == (False, False, False)


def test_the_video_link_is_there_shortly_before(hour, opened, eva, at):
    (row,) = hour(link="https://video.example/room")
    file = opened(eva, eva.file)
    assert link_for_client(file, row, row.starts_at - timedelta(hours=2)) == ""
    assert link_for_client(file, row, row.starts_at - timedelta(minutes=10)) == "https://video.example/room"
    assert link_for_client(file, row, row.ends_at + timedelta(minutes=1)) == ""
    assert b"video" not in bytes(Appointment.objects.get().detail)


def test_what_comes_next(hour, opened, ben, eva, at):
    assert next_appointment(eva.file, at) is None
    (row,) = hour()
    assert next_appointment(eva.file, at).row == row
    after = row.ends_at + timedelta(minutes=1)
    actions.mark_kept(file=opened(ben, eva.file), appointment=row, kept=False, by=ben, at=after)
    assert next_appointment(eva.file, after) is None


def test_one_hour_gives_one_record(hour, opened, ben, eva, at):
    (row,) = hour()
    file = opened(ben, eva.file)
    made = [
        actions.start_record(
            file=file, starts_at=row.starts_at, zone=row.zone, mode=row.mode, by=ben, at=at, appointment=row
        )
        for _ in range(2)
    ]
    assert made[0] == made[1]
