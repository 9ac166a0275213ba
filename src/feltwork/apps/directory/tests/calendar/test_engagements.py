"""First calls in the practice's calendar: an hour and a call never meet, whichever came first or at the same moment."""

import threading
from datetime import UTC, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django_scopes import scopes_disabled
from icalendar import Calendar

from feltwork.apps.directory.actions import answering, calling
from feltwork.apps.directory.actions.calling import Hours
from feltwork.apps.directory.models import Booking
from feltwork.apps.directory.queries.calls import offered
from feltwork.apps.notices.models import Notice
from feltwork.apps.practice import actions, tasks
from feltwork.apps.practice.models import Appointment
from feltwork.apps.practice.queries.calendar import feed_text, week_of

pytestmark = pytest.mark.usefixtures("cohort")
LONDON = "Europe/London"


def offer(profile, at, *, way="direct"):
    given = {"is_on": True, "way": way, "zone": LONDON, "minutes": 20, "notice_hours": 24}
    calling.set_call_terms(profile=profile, **given, by=profile.owner, at=at)
    week = [Hours(day, None, time(9), time(12)) for day in range(5)]
    calling.set_call_hours(profile=profile, hours=week, by=profile.owner, at=at)
    profile.refresh_from_db()


@pytest.fixture
def call(write, listed_ben, at):
    """`call()`: somebody takes the first time that Ben offers."""

    def take(*, way="direct", address="wren@example.org", which=0):
        offer(listed_ben.profile, at, way=way)
        row, _token = write(address=address)
        moment = offered(listed_ben.profile, at)[which]
        return calling.take_call(inquiry=row, starts_at=moment, zone=LONDON, at=at)

    return take


@pytest.fixture
def hour(opened, ben, eva, at):
    """`hour(moment)`: Ben books Eva at that moment."""

    def book(moment, *, minutes=50, client=None, **more):
        file = opened(ben, client or eva.file)
        local = moment.astimezone(UTC).replace(tzinfo=None)  # London's clocks show UTC in November
        return actions.book(
            file=file, local=local, zone=LONDON, minutes=minutes, mode="in_person", by=ben, at=at, **more
        )

    return book


@pytest.mark.django_db
class TestAnHour:
    def test_is_not_booked_over_a_call_that_is_agreed(self, call, hour):
        booking = call()
        for begins, minutes in ((-30, 50), (5, 20), (-60, 120), (-5, 15)):
            with pytest.raises(actions.Taken) as taken:
                hour(booking.starts_at + timedelta(minutes=begins), minutes=minutes)
            assert taken.value.when == [booking.starts_at]
        hour(booking.ends_at)  # right after it is free

    def test_is_not_moved_onto_one_either(self, call, hour, opened, ben, eva, at):
        booking = call()
        (row,) = hour(booking.ends_at + timedelta(hours=4))
        with pytest.raises(actions.Taken):
            actions.move(
                file=opened(ben, eva.file), appointment=row, local=booking.starts_at.replace(tzinfo=None), minutes=50,
                mode="online", by=ben, at=at,
            )  # fmt: skip

    def test_goes_over_a_call_that_was_only_asked_for_and_the_answer_says_so(self, call, hour, ben, at):
        """A stranger's wish closes nobody's diary."""
        booking = call(way="request")
        hour(booking.starts_at)
        with pytest.raises(ValidationError) as busy:
            answering.answer_inquiry(inquiry=booking.inquiry, answer="yes", by=ben, at=at)
        assert busy.value.code == "busy"

    def test_is_booked_where_a_call_was_called_off_or_is_of_somebody_blocked(self, call, hour, ben, at):
        first = call()
        calling.call_off(booking=first, by=ben, at=at)
        hour(first.starts_at)
        second = call(address="sam@example.org", which=3)
        answering.block_sender(inquiry=second.inquiry, by=ben, at=at)
        hour(second.starts_at)
        second.refresh_from_db()
        assert second.state == "booked"  # and they are not told

    def test_of_a_series_that_goes_on_is_left_out_and_that_is_said(self, call, hour, ben, at, write, listed_ben):
        rows = hour(datetime(2026, 11, 26, 10, tzinfo=UTC), rule="FREQ=WEEKLY")
        last = rows[-1].starts_at
        row, _token = write()
        booking = Booking.objects.create(
            school=row.school, profile=row.profile, inquiry=row, starts_at=last + timedelta(days=7, minutes=10),
            ends_at=last + timedelta(days=7, minutes=30), zone=LONDON, state="booked", made_at=at, changed_at=at,
        )  # fmt: skip
        tasks.extend_series(at + timedelta(days=30))
        made = Appointment.objects.filter(starts_at__gt=last)
        assert made.exists()
        assert not made.filter(starts_at__lt=booking.ends_at, ends_at__gt=booking.starts_at).exists()
        assert Notice.objects.filter(to=ben, code__startswith="practice.").exists()

    def test_that_is_handed_over_gives_way_to_a_call_of_the_other_clinician(
        self, call, opened, jonas, eva, ben, at, school
    ):
        booking = call()
        type(booking.profile).objects.filter(pk=booking.profile_id).update(owner=jonas)
        file = opened(ben, eva.file)
        actions.book(
            file=file,
            local=booking.starts_at.replace(tzinfo=None),
            zone=LONDON,
            minutes=50,
            mode="online",
            by=ben,
            at=at,
        )
        actions.hand_over(file=opened(ben, eva.file), to=jonas, by=ben, at=at)
        assert Appointment.objects.get().state == "cancelled"


@pytest.mark.django_db
class TestTheCalendar:
    def days(self, user, role, at, on):
        found = week_of(user, frozenset({role}), on, LONDON, at)
        return [hour for day in found for hour in day.hours]

    def test_shows_a_call_as_what_it_is_and_leads_to_its_message(self, call, sign_in, ben, clock):
        booking = call()
        calendar = reverse("practice:calendar", kwargs={"school": "alder-house"})
        url = reverse("directory-desk:inquiry", kwargs={"school": "alder-house", "uuid": booking.inquiry.uuid})
        for way in ("week", "list"):
            page = sign_in(ben).get(calendar, {"on": booking.starts_at.date().isoformat(), "as": way})
            assert f'href="{url}"' in page.text and "First call" in page.text and "from the directory" in page.text
            assert "Wren" not in page.text
        asked = call(way="request", address="lark@example.org", which=4)
        page = sign_in(ben).get(calendar, {"on": asked.starts_at.date().isoformat()})
        assert "asked for, not agreed" in page.text

    def test_tells_an_assistant_that_somebody_is_busy_and_others_nothing(self, call, hour, ben, otto, jonas, carla, at):
        booking = call()
        on = booking.starts_at.date()
        hour(booking.starts_at + timedelta(hours=3))
        (busy, _hour) = self.days(otto, "assistant", at, on)
        assert (busy.what, busy.url, busy.of) == ("", "", ben.name)
        assert self.days(jonas, "practitioner", at, on) == []
        assert self.days(carla, "supervisor", at, on) == []

        asked = call(way="request", address="lark@example.org", which=3).starts_at.date()
        seen = [self.days(who, role, at, asked) for who, role in ((otto, "assistant"), (ben, "practitioner"))]
        assert [sum(not getattr(one.row, "is_agreed", True) for one in hours) for hours in seen] == [0, 1]

    def test_that_is_subscribed_to_says_busy_and_a_call_that_is_off_is_gone(self, call, ben, school, at):
        booking = call()
        feed, _token = actions.make_feed(school=school, user=ben, label="phone", title="Busy", at=at)
        (event,) = Calendar.from_ical(feed_text(feed, at)).walk("VEVENT")
        assert (str(event["SUMMARY"]), event.decoded("DTSTART")) == ("Busy", booking.starts_at)
        assert "Wren" not in feed_text(feed, at).decode()
        calling.call_off(booking=booking, by=ben, at=at)
        assert Calendar.from_ical(feed_text(feed, at)).walk("VEVENT") == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", ["hour", "call"])
def test_of_an_hour_and_a_call_at_the_same_moment_one_comes_about(
    write, listed_ben, hour, timo, eva, at, settings, first
):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    offer(listed_ben.profile, at)
    rows = [write(address=f"a{number}@example.org")[0] for number in range(2)]
    moment = offered(listed_ben.profile, at)[0]
    acts = [
        *[lambda row=row: calling.take_call(inquiry=row, starts_at=moment, zone=LONDON, at=at) for row in rows],
        lambda: hour(moment - timedelta(minutes=30)),
        lambda: hour(moment + timedelta(minutes=15), client=timo),
    ]
    acts = acts if first == "call" else acts[::-1]
    barrier, outcomes = threading.Barrier(len(acts)), []

    def one(act):
        try:
            with scopes_disabled():
                barrier.wait(timeout=20)
                act()
                outcomes.append("done")
        except ValidationError as wrong:
            outcomes.append("taken" if "taken" in str(wrong).lower() else str(wrong))
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    calls = list(Booking.objects.exclude(state="called_off").values_list("starts_at", "ends_at"))
    hours = list(Appointment.objects.filter(state="booked").values_list("starts_at", "ends_at"))
    assert [pair for pair in calls for other in hours if pair[0] < other[1] and other[0] < pair[1]] == []
    assert len(calls) <= 1 and calls + hours
    assert outcomes.count("done") == len(calls) + len(hours)
    assert set(outcomes) == {"done", "taken"}
