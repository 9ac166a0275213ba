"""The calendar's pages and the addresses that other calendars read."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from feltwork.apps.practice import actions
from feltwork.apps.practice.models import Appointment, CalendarFeed

BOOKED = {"on": "2027-01-12", "begins": "14:00", "minutes": "60", "mode": "online", "zone": "Europe/London"}


def to(name, **own):
    return reverse(f"practice:{name}", kwargs={"school": "alder-house", **own})


@pytest.fixture
def as_ben(sign_in, ben, eva):
    return sign_in(ben, fresh=True)


@pytest.fixture
def hour(opened, ben, eva, at):
    file = opened(ben, eva.file)
    local = datetime(2027, 1, 12, 14)
    (row,) = actions.book(file=file, local=local, zone="Europe/London", minutes=60, mode="online", by=ben, at=at)
    return row


def test_a_series_is_booked_and_seen_in_the_week(as_ben, eva):
    book = to("appointment-new", uuid=eva.file.uuid)
    assert "Please write it as in Europe/Berlin." in as_ben.post(book, BOOKED | {"zone": "Berlin"}).text
    assert "begins with https://" in as_ben.post(book, BOOKED | {"link": "http://x.example"}).text
    page = as_ben.post(book, BOOKED | {"repeat": "FREQ=WEEKLY", "until": "2027-02-02"}, follow=True)
    assert "Booked: a series of 4." in page.text
    week = as_ben.get(to("calendar"), {"on": "2027-01-20"}).text
    assert ("14:00–15:00" in week, "Eva" in week) == (True, True)
    assert "This time is taken already" in as_ben.post(book, BOOKED).text
    assert as_ben.get(to("calendar"), {"on": "nonsense"}).status_code == 200


def test_an_hour_moves_and_is_called_off(as_ben, hour):
    page = to("appointment", uuid=hour.uuid)
    assert "14:00" in as_ben.get(page).text
    as_ben.post(page, {"on": "2027-01-13", "begins": "09:30", "minutes": "50", "mode": "in_person"})
    hour.refresh_from_db()
    assert (hour.starts_at.day, hour.starts_at.hour, hour.sequence) == (13, 9, 1)
    as_ben.post(to("appointment-cancel", uuid=hour.uuid), {"span": "this"})
    again = as_ben.post(to("appointment-cancel", uuid=hour.uuid), follow=True)
    assert "This hour is not booked any more." in again.text


def test_the_record_of_an_hour_begins_once(as_ben, hour):
    first = as_ben.post(to("appointment-record", uuid=hour.uuid))
    second = as_ben.post(to("appointment-record", uuid=hour.uuid))
    assert first.url == second.url


def test_who_gets_in(sign_in, hour, eva, jonas, otto, carla, dino, farid):
    seen = {}
    for person in (jonas, otto, carla, dino, eva, farid):
        client = sign_in(person, fresh=True)
        names = ("appointment", "appointment-file")
        seen[person.name.split()[0]] = [client.get(to(name, uuid=hour.uuid)).status_code for name in names]
    assert seen == {
        "Jonas": [404, 404],
        "Otto": [200, 200],
        "Carla": [403, 403],
        "Dino": [403, 403],
        "Eva": [403, 200],
        "Farid": [404, 404],
    }


def test_an_address_for_a_calendar_is_shown_once_and_taken_back(as_ben, client, hour):
    page = as_ben.post(to("feeds"), {"label": "phone", "title": "Away"}).text
    address = page.split('c-address">')[1].split("</p>")[0]
    assert address not in as_ben.get(to("feeds")).text
    path = address.split("testserver")[1]
    as_ben.logout()
    text = client.get(path).text
    assert ("SUMMARY:Away" in text, "Eva" in text) == (True, False)
    feed = CalendarFeed.objects.get()
    actions.revoke_feed(feed=feed, by=feed.user, at=feed.made_at)
    assert client.get(path).status_code == 410
    assert client.get(to("feed", token="x" * 43)).status_code == 404


def test_a_clients_own_calendar_holds_their_hours(sign_in, eva, hour, opened, ben, timo, at):
    file = opened(ben, timo)
    local = datetime(2027, 1, 13, 14)
    actions.book(file=file, local=local, zone="Europe/London", minutes=60, mode="online", by=ben, at=at)
    sign_in(eva).post(to("feeds"), {"label": "phone", "title": ""})
    feed = CalendarFeed.objects.get()
    assert (feed.client, feed.title) == (eva.file, "Busy")
    assert Appointment.objects.filter(client=feed.client).count() == 1


def test_a_time_that_clocks_show_twice_is_asked_about(as_ben, eva):
    book = to("appointment-new", uuid=eva.file.uuid)
    twice = BOOKED | {"on": "2027-10-31", "begins": "01:30"}
    page = as_ben.post(book, twice).text
    assert ("this time comes twice" in page, 'value="second"' in page) == (True, True)
    as_ben.post(book, twice | {"which": "second"})
    assert Appointment.objects.get().starts_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


def test_a_series_says_on_which_day_clocks_skip_its_hour(as_ben, eva):
    night = BOOKED | {"on": "2027-03-21", "begins": "01:30", "repeat": "FREQ=WEEKLY", "until": "2027-04-04"}
    page = as_ben.post(to("appointment-new", uuid=eva.file.uuid), night, follow=True).text
    assert "On 28 March 2027 clocks are put forward over that time: the hour is at 02:30 then." in page


def test_hours_elsewhere_are_shown_on_both_clocks(as_ben, opened, ben, eva, at):
    local = datetime(2027, 1, 12, 9)
    file = opened(ben, eva.file)
    actions.book(file=file, local=local, zone="America/New_York", minutes=60, mode="online", by=ben, at=at)
    week = as_ben.get(to("calendar"), {"on": "2027-01-12"}).text
    assert ("14:00–15:00" in week, "09:00 in New York" in week) == (True, True)
    own = as_ben.get(to("client-calendar", uuid=eva.file.uuid)).text
    assert ("09:00–10:00" in own, "in New York, 14:00 here" in own) == (True, True)


@pytest.mark.parametrize("name", ["calendar", "client-calendar"])
def test_more_hours_take_no_more_statements(
    as_ben, opened, ben, eva, at, name, django_assert_num_queries, django_assert_max_num_queries
):
    file = opened(ben, eva.file)
    address = to(name) if name == "calendar" else to(name, uuid=eva.file.uuid)

    def book(hour):
        local = datetime(2027, 1, 12, hour)
        actions.book(file=file, local=local, zone="Europe/London", minutes=60, mode="online", by=ben, at=at)

    book(9)
    as_ben.get(address)
    with django_assert_max_num_queries(18) as first:
        as_ben.get(address, {"on": "2027-01-12"})
    book(11)
    book(13)
    with django_assert_num_queries(len(first)):
        as_ben.get(address, {"on": "2027-01-12"})


def test_four_weeks_as_a_list(as_ben, hour):
    page = as_ben.get(to("calendar"), {"as": "list", "on": "2027-01-01"}).text
    assert ("12 January 2027" in page, "Free" in page) == (True, False)


def test_a_slip_is_put_right(as_ben, hour):
    Appointment.objects.update(starts_at=hour.made_at - timedelta(days=400), ends_at=hour.made_at - timedelta(days=399))
    for answer, state in (("no", "missed"), ("yes", "kept")):
        as_ben.post(to("appointment-kept", uuid=hour.uuid), {"kept": answer})
        hour.refresh_from_db()
        assert hour.state == state


def test_who_left_leaves_no_open_address(as_ben, client, ben, hour, practice, at):
    _feed, token = actions.make_feed(school=practice, user=ben, label="phone", title="", at=at)
    assert client.get(to("feed", token=token)).status_code == 200
    ben.memberships.filter(school=practice).update(until=at)
    assert client.get(to("feed", token=token)).status_code == 410


def test_an_address_is_read_sixty_times_an_hour(client, ben, practice, at):
    cache.clear()
    _feed, token = actions.make_feed(school=practice, user=ben, label="phone", title="", at=at)
    codes = [client.get(to("feed", token=token)).status_code for _ in range(61)]
    assert (codes[:60], codes[60]) == ([200] * 60, 429)
