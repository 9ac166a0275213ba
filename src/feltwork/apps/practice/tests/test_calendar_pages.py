"""The calendar's pages and the addresses that other calendars read."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from feltwork.apps.practice import actions
from feltwork.apps.practice.forms.calendar import nth_weekday
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
        "Eva": [403, 403],
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


def test_the_third_tuesday_of_each_month():
    assert nth_weekday(date(2027, 1, 19)) == "FREQ=MONTHLY;BYDAY=3TU"
    assert nth_weekday(date(2027, 1, 29)) == "FREQ=MONTHLY;BYDAY=-1FR"
