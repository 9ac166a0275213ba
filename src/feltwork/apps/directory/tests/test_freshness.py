"""Asked at 14 days, marked at 21, hidden after 30; one click brings it back. Each message once, in neutral words."""

from datetime import timedelta

import pytest
import time_machine

from feltwork.apps.directory import actions, links, queries, tasks
from feltwork.apps.directory.models import Confirmation, Policy, Week
from feltwork.apps.directory.queries.own import days_of
from feltwork.apps.notices.models import Notice

pytestmark = pytest.mark.django_db


def run(at, days):
    tasks.remind_all(at + timedelta(days=days))


def told():
    return list(Notice.objects.order_by("pk").values_list("code", flat=True))


@pytest.mark.parametrize(
    ("days", "state"), [(0, "fresh"), (13, "fresh"), (14, "asked"), (21, "marked"), (30, "marked"), (31, "hidden")]
)
def test_a_page_ages_by_the_day(listed_ben, school, at, days, state):
    today = at.date() + timedelta(days=days)

    assert days_of(listed_ben.profile, Policy(school=school), today).state == state
    assert queries.listed(at + timedelta(days=days)).exists() == (state != "hidden")


def test_each_message_goes_out_once_and_says_nothing_of_the_field(listed_ben, at):
    for day in (1, 13, 14, 15, 21, 22, 31, 32):
        run(at, day)

    assert told() == ["directory.still", "directory.marked", "directory.gone"]
    for notice in Notice.objects.all():
        words = f"{notice.subject} {notice.body}".lower()
        assert notice.subject == "Your page"
        assert [word for word in ("trauma", "somatic", "ben", "bristol", "pain") if word in words] == []


def test_a_confirmation_starts_the_days_anew(listed_ben, at):
    run(at, 14)
    later = at + timedelta(days=16)
    actions.confirm(profile=listed_ben.profile, room="waiting", waiting_weeks=3, by=listed_ben, at=later)
    run(at, 17)
    assert told() == ["directory.still"]

    run(at, 30)
    assert told() == ["directory.still"] * 2
    assert Confirmation.objects.get().room == "waiting"


def test_the_link_in_the_message_confirms_once_without_signing_in(listed_ben, client, at):
    url = links.still_link(listed_ben.profile)
    with time_machine.travel(at + timedelta(days=15), tick=False):
        assert client.get(url).status_code == 200
        assert Confirmation.objects.count() == 0  # scanners of mail open links, too

        assert client.post(url, {"room": "closed"}).status_code == 302
        listed_ben.profile.refresh_from_db()
        assert (listed_ben.profile.room, Confirmation.objects.get().how) == ("closed", "link")
        client.post(url, {"room": "now"})
        assert Confirmation.objects.count() == 1


def test_a_link_that_was_made_up_is_nowhere(client):
    assert client.get("/directory/still/made-up/").status_code == 404


def test_phantoms_are_counted_on_mondays(listed_ben, school, at):
    monday = at + timedelta(days=25)
    tasks.remind_all(monday - timedelta(days=1))
    assert Week.objects.count() == 0

    tasks.remind_all(monday)
    tasks.remind_all(monday + timedelta(hours=1))
    week = Week.objects.get()
    assert (week.wished, week.shown, week.unconfirmed, week.phantoms) == (1, 1, 1, 1)
