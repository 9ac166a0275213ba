"""Times that were agreed: series, changes of the clock, nobody booked twice, reminders, subscribed calendars."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
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
def test_not_even_at_the_same_moment(hour, eva, timo):
    results = at_once(lambda: hour(), lambda: hour(client=timo), lambda: hour(FIRST + timedelta(minutes=15)))
    assert sorted(type(one).__name__ for one in results) == ["Taken", "Taken", "list"]


@pytest.mark.django_db(transaction=True)
def test_two_who_change_one_series_wait_for_each_other(series, opened, ben, eva, at):
    file = opened(ben, eva.file)
    local = actions.appointments.wall_of(series[4]) + timedelta(hours=1)

    def move():
        return actions.move(
            file=file, appointment=series[4], local=local, minutes=60, mode="online", by=ben, at=at, span="all"
        )

    def call_off():
        return actions.cancel(file=file, appointment=series[2], by=ben, at=at, span="following")

    results = at_once(move, call_off)
    assert type(results[1]) is int
    assert type(results[0]) in {Appointment, ValidationError}
    assert Appointment.objects.filter(state="booked").count() == 2


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


def test_a_moved_series_goes_on_where_it_was_moved_to(hour, opened, ben, eva, at):
    rows = hour(rule="FREQ=WEEKLY")
    file = opened(ben, eva.file)
    alone = actions.appointments.wall_of(rows[2]) + timedelta(days=2)
    actions.move(file=file, appointment=rows[2], local=alone, minutes=60, mode="online", by=ben, at=at)
    later = alone + timedelta(hours=1)
    actions.move(
        file=file, appointment=rows[2], local=later, minutes=60, mode="online", by=ben, at=at, span="following"
    )
    tasks.extend_series(at + timedelta(days=60))
    found = Appointment.objects.filter(series__begins__gt=rows[1].starts_at).exclude(pk=rows[2].pk)
    assert found.count() > len(rows) - 3
    assert {actions.appointments.wall_of(row).strftime("%a %H:%M") for row in found} == {"Tue 15:00"}


def test_one_hour_of_a_series_may_have_no_link(hour, opened, ben, eva, at):
    rows = hour(rule="FREQ=WEEKLY", until=date(2026, 12, 8), link="https://video.example/room")
    file = opened(ben, eva.file)
    local = actions.appointments.wall_of(rows[1])
    actions.move(file=file, appointment=rows[1], local=local, minutes=60, mode="in_person", by=ben, at=at)
    links = [link_of(file, row) for row in Appointment.objects.select_related("series").order_by("starts_at")]
    assert links == ["https://video.example/room", "", "https://video.example/room"]


def test_hours_of_a_series_do_not_grow_into_each_other(hour, opened, ben, eva, at):
    rows = hour(rule="FREQ=DAILY", until=date(2026, 11, 26), minutes=600)
    file = opened(ben, eva.file)
    actions.move(
        file=file, appointment=rows[1], local=datetime(2026, 11, 25, 2), minutes=60, mode="online", by=ben, at=at
    )
    with pytest.raises(actions.Taken):
        actions.move(file=file, appointment=rows[0], local=FIRST, minutes=900, mode="online", by=ben, at=at, span="all")


def test_with_the_treatment_its_hours_end(series, hour, opened, ben, eva, at):
    actions.end_treatment(file=opened(ben, eva.file), on=at.date(), by=ben, at=at)
    assert set(Appointment.objects.values_list("state", flat=True)) == {"cancelled"}
    with pytest.raises(ValidationError):
        hour()


def test_hours_go_with_the_file(series, hour, opened, ben, jonas, eva, timo, practice, at):
    actions.hand_over(file=opened(ben, timo), to=jonas, by=ben, at=at)
    hour(FIRST, by=jonas, client=timo)
    actions.hand_over(file=opened(ben, eva.file), to=jonas, by=ben, at=at)
    rows = Appointment.objects.filter(client=eva.file)
    assert {row.clinician for row in rows} == {jonas}
    assert [row.starts_at for row in rows.filter(state="cancelled")] == [series[0].starts_at]
    assert Notice.objects.filter(to=jonas, code="practice.called_off").count() == 1


def test_a_reminder_a_day_before_comes_at_the_same_hour(hour, opened, ben, eva, at):
    reminded(opened, ben, eva, at)
    (row,) = hour(datetime(2027, 3, 28, 14))
    assert row.remind_at == datetime(2027, 3, 27, 13, tzinfo=UTC)  # 14:00 in Berlin, 23 hours before
    (soon,) = hour(datetime(2026, 11, 19, 18))
    assert soon.remind_at is None


def test_who_does_not_want_mail_gets_none(hour, opened, ben, eva, at):
    reminded(opened, ben, eva, at, safe_channel="phone")
    hour()
    tasks.remind_all(datetime(2026, 11, 24, 12, tzinfo=UTC))
    assert not Notice.objects.filter(code="practice.reminder").exists()


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
def test_a_subscribed_calendar_keeps_the_hour_on_the_wall(hour, ben, practice, at, zone):
    rows = hour(rule="FREQ=WEEKLY", until=date(2027, 6, 30), zone=zone)
    feed, _token = actions.make_feed(school=practice, user=ben, label="phone", title="", at=at)
    events = Calendar.from_ical(feed_text(feed, at)).walk("VEVENT")
    assert [event["dtstart"].dt.astimezone(UTC) for event in events] == [row.starts_at for row in rows]
    assert {event["dtstart"].dt.strftime("%H:%M") for event in events} == {"14:00"}
    assert {event["dtstart"].params["TZID"] for event in events} == {zone}


def test_a_feed_leaks_no_word_that_was_planted(hour, opened, ben, eva, practice, at):
    """Name, place, link and label hold a word; what a calendar reads does not."""
    word = "Quillfeather"
    actions.change_identity(
        file=opened(ben, eva.file), identity={"name": f"Eva {word}", "preferred_name": word}, seen=1, by=ben, at=at
    )
    hour(link=f"https://video.example/{word}", rule="FREQ=WEEKLY", until=date(2026, 12, 30))
    feed, _token = actions.make_feed(school=practice, user=ben, label=word, title="", at=at)
    text = feed_text(feed, at).decode().casefold()
    assert [one for one in (word.casefold(), "okafor", "alder", "description", "location", "attendee", "organizer",
                            "video", "url") if one in text] == []  # fmt: skip
