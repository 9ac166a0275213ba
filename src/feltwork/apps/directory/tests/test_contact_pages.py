"""The way of a first message through its pages, without scripts; and what those who mean harm find there."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from feltwork.apps.directory import queries, search
from feltwork.apps.directory.actions import answering
from feltwork.apps.directory.actions.waiting import tell_waiting
from feltwork.apps.directory.letters import mail_waiting
from feltwork.apps.directory.models import Booking, Inquiry, Profile, Waiting
from feltwork.apps.directory.tasks_contact import tell_all_waiting
from feltwork.apps.directory.tests.factories import BATH, BRISTOL, GRAZ, list_person
from feltwork.apps.keys import store

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = timedelta(days=1)


def fields_of(page):
    """What a browser without scripts would send back: hidden fields and what is chosen."""
    form = re.search(r'<form[^>]*id="write".*?</form>', page.text, re.S)[0]
    hidden = re.findall(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?', form)
    return {name: value for name, value in hidden if name != "csrfmiddlewaretoken"}


@pytest.fixture
def send(client, listed_ben):
    """Fill in Ben's form as it stands and send it; returns the answer."""

    def go(browser=client, profile=None, **given):
        url = reverse("directory:write", kwargs={"slug": (profile or listed_ben.profile).slug})
        fields = fields_of(browser.get(url))
        given = {
            "name": "Wren",
            "channel": "email",
            "address": "wren@example.org",
            "line": "Tuesdays, perhaps.",
        } | given
        return browser.post(url, fields | given)

    return go


def desk(name, **more):
    return reverse(f"directory-desk:{name}", kwargs={"school": "alder-house", **more})


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


def three_more(member, school, ruth):
    for name in ("Hanne Vosper", "Ines Roth", "Jonas Weber", "Otto Lind"):
        list_person(member(name, "provider"), school=school, by=ruth)
    search.rebuild(queries.listings(timezone.now()), at=timezone.now())


class TestTheWay:
    def test_from_the_form_to_yes_and_away_without_scripts(self, client, sign_in, send, ben):
        answer = send(times=["evening"], times_words="not on Sundays")
        page = client.get(answer.url)
        assert "Your message is on its way" in text(page)
        assert "If you hear nothing by 23 November 2026" in text(page)
        assert (page["X-Robots-Tag"], page["Referrer-Policy"], page["Cache-Control"]) == (
            "noindex", "same-origin", "no-store",
        )  # fmt: skip

        browser, row = sign_in(ben), Inquiry.objects.get()
        url = desk("inquiry", uuid=row.uuid)
        assert "Tuesdays, perhaps." in browser.get(desk("inquiries")).text
        assert "Tuesdays, perhaps." in browser.get(url).text
        browser.post(url, {"do": "answer", "answer": "yes", "words": "Gladly."})
        reach = text(browser.get(url))
        assert all(word in reach for word in ("Wren", "wren@example.org", "Safe: evenings", "not on Sundays"))
        assert "Ben has answered: yes" in text(client.get(answer.url))
        assert "Gladly." in client.get(answer.url).text

        assert "Delete it now?" in text(client.post(answer.url, {"do": "withdraw"}))
        row.refresh_from_db()
        assert not row.is_gone
        client.post(answer.url, {"do": "withdraw", "sure": "1"})
        assert "It is deleted" in text(client.get(answer.url))
        assert browser.get(url).status_code == 404

    def test_kind_words_and_three_others_when_declined_or_when_nobody_answers(
        self, client, sign_in, send, ben, school, ruth, member, clock, at
    ):
        three_more(member, school, ruth)
        declined, silent = send().url, send(address="lark@example.org").url
        sign_in(ben).post(
            desk("inquiry", uuid=Inquiry.objects.order_by("pk").first().uuid), {"do": "answer", "answer": "cannot"}
        )
        clock.move_to(at + 4 * DAY)
        for url in (declined, silent):
            page = client.get(url)
            assert "It is not because of you." in text(page)
            others = re.findall(r'<h3 class="p-card-h"><a href="/directory/([^"]+)/"', page.text)
            assert len(others) == 3 and ben.profile.slug not in others

    def test_a_double_click_sends_once(self, client, listed_ben):
        url = reverse("directory:write", kwargs={"slug": listed_ben.profile.slug})
        fields = fields_of(client.get(url)) | {"channel": "email", "address": "wren@example.org"}
        first, second = client.post(url, fields), client.post(url, fields)
        assert first.url == second.url
        assert Inquiry.objects.count() == 1

    def test_the_form_stands_on_the_page_of_a_profile(self, client, listed_ben):
        page = client.get(reverse("directory:profile", kwargs={"slug": listed_ben.profile.slug}))
        assert fields_of(page).keys() == {"once", "puzzle"}
        assert "Please do not write what happened" in page.text
        assert "nobody is on call here" in page.text

    def test_what_is_wrong_is_said_and_what_was_written_stays(self, client, send, listed_ben):
        page = send(address="not an address", line="Tuesdays")
        assert "Please enter a whole e-mail address" in text(page)
        assert "Tuesdays" in page.text
        assert send(channel="call", address="wren@example.org").status_code == 200
        assert Inquiry.objects.count() == 0

    def test_it_is_kept_longer_when_asked(self, client, send, clock, at):
        url = send().url
        clock.move_to(at + 20 * DAY)
        client.post(url, {"do": "extend"})
        assert "kept until 8 January 2027" in text(client.get(url))


class TestWhoMeansHarm:
    def test_the_name_is_nowhere_before_an_answer(self, client, sign_in, send, ben, dino):
        send(name="Zaunkoenig", address="zaunkoenig@example.org", times_words="Zaunkoenigzeit")
        row = Inquiry.objects.get()
        for who in (ben, dino):
            browser = sign_in(who)
            pages = [browser.get(desk(name)) for name in ("inquiries", "blocks", "slots", "mine", "reports")]
            pages.append(browser.get(desk("inquiry", uuid=row.uuid)))
            pages.append(browser.post(desk("inquiry", uuid=row.uuid), {"do": "answer", "answer": ""}))
            assert [one.status_code for one in pages if b"zaunkoenig" in one.content.lower()] == []
        assert sign_in(ben).get(desk("inquiry", uuid=row.uuid)).status_code == 200

    def test_a_clinician_elsewhere_and_colleagues_find_nothing(self, sign_in, send, carla, dino, farid, elsewhere):
        send()
        url = desk("inquiry", uuid=Inquiry.objects.get().uuid)
        for who in (carla, dino, farid):
            for answer in (sign_in(who).get(url), sign_in(who).post(url, {"do": "answer", "answer": "yes"})):
                assert answer.status_code == 404
        list_person(farid, school=elsewhere)
        there = reverse("directory-desk:inquiry", kwargs={"school": elsewhere.slug, "uuid": Inquiry.objects.get().uuid})
        assert sign_in(farid).get(there).status_code == 404
        assert Inquiry.objects.get().state == "sent"

    def test_guessed_links_lead_nowhere_and_soon_to_a_pause(self, client, send):
        send()
        answers = [client.get(reverse("directory:sent", kwargs={"token": f"{n:032d}"})) for n in range(25)]
        assert {one.status_code for one in answers} == {404, 429}
        assert {one.status_code for one in answers[:15]} == {404}

    def test_a_flood_is_slowed_and_told_what_to_do(self, send, settings):
        answers = [send(address=f"a{number}@example.org") for number in range(5)]
        assert [one.status_code for one in answers] == [302, 302, 302, 429, 429]
        assert "was not sent. What you wrote is still here" in text(answers[4])
        assert "a4@example.org" in answers[4].text
        assert Inquiry.objects.count() == 3

    def test_one_mailbox_is_not_written_about_without_end(self, send, listed_ben, monkeypatch):
        monkeypatch.setattr("feltwork.apps.directory.views.open.WITHOUT", "100/h")
        assert [send().status_code for _number in range(7)] == [302] * 6 + [429]

    def test_a_field_that_people_do_not_see_is_named_when_filled(self, send):
        page = send(website="http://example.org")
        assert "was filled in by a program. It is empty now" in text(page)
        assert "http://example.org" not in page.text
        assert Inquiry.objects.count() == 0

    def test_who_is_blocked_sees_what_everybody_sees(self, client, sign_in, send, ben, clock, at):
        first = send(address="sam@example.org")
        row = Inquiry.objects.get()
        sign_in(ben).post(desk("inquiry", uuid=row.uuid), {"do": "block", "block-words": "nights"})
        cache.clear()
        blocked, free = send(address="sam@example.org"), send(address="lark@example.org")
        for moment in (at, at + DAY, at + 4 * DAY, at + 29 * DAY):
            clock.move_to(moment)
            pages = [plain(client.get(url)) for url in (first.url, blocked.url, free.url)]
            assert pages[0] == pages[1] == pages[2]
        assert [one.is_held_back for one in Inquiry.objects.order_by("pk")] == [True, True, False]
        assert sign_in(ben).get(desk("inquiries")).text.count('<li class="fw-card') == 1
        assert sign_in(ben).get(desk("inquiry", uuid=row.uuid)).status_code == 404
        assert "nights" in sign_in(ben).get(desk("blocks")).text

    def test_reading_is_not_told_to_the_sender(self, sign_in, send, ben):
        client = Client()  # somebody else's browser
        url = send(client).url
        before = plain(client.get(url))
        sign_in(ben).get(desk("inquiry", uuid=Inquiry.objects.get().uuid))
        assert Inquiry.objects.get().state == "seen"
        assert plain(client.get(url)) == before

    def test_signs_of_fraud_are_told_and_hold_nothing_back(self, sign_in, send, ben):
        assert send(line="My driver will bring a cheque, please refund the rest.").status_code == 302
        browser = sign_in(ben)
        assert "Look twice" in browser.get(desk("inquiries")).text
        assert "Money that comes back." in browser.get(desk("inquiry", uuid=Inquiry.objects.get().uuid)).text

    def test_a_hidden_profile_takes_no_messages(self, client, listed_ben):
        Profile.objects.update(state="hidden")
        url = reverse("directory:write", kwargs={"slug": listed_ben.profile.slug})
        assert (client.get(url).status_code, client.post(url, {"address": "a@example.org"}).status_code) == (404, 404)

    def test_opening_a_link_changes_nothing(self, client, send):
        url = send().url
        before = list(Inquiry.objects.values()) + list(Booking.objects.values())
        for more in ("", "call/", "appointment.ics"):
            client.get(url + more)
        assert list(Inquiry.objects.values()) + list(Booking.objects.values()) == before


class TestInbox:
    @pytest.mark.parametrize("name", ["inquiries", "blocks", "slots", "inquiry"])
    def test_needs_more_than_a_mailbox(self, sign_in, write, ben, settings, name):
        """What strangers write is opened as a file of a client is: with a second factor, whatever one’s roles."""
        settings.STAFF_MUST_HAVE_SECOND_FACTOR = True
        row, _token = write()
        url = desk(name, uuid=row.uuid) if name == "inquiry" else desk(name)
        browser = sign_in(ben)
        for answer in (browser.get(url), browser.post(url, {"do": "answer", "answer": "yes"})):
            assert answer.status_code == 405 or answer["Location"].startswith("/accounts/second-factor/?next=")
        row.refresh_from_db()
        assert row.state == "sent"
        assert browser.get(desk("mine")).status_code == 200  # one's own words are one's own

        Authenticator.objects.create(user=ben, type=Authenticator.Type.TOTP, data={})
        assert browser.get(url).status_code == 200

    def test_lists_cost_the_same_for_one_and_for_three(
        self, sign_in, write, ben, django_assert_num_queries, django_assert_max_num_queries
    ):
        browser = sign_in(ben)
        write(address="a@example.org")
        browser.get(desk("inquiries"))
        with django_assert_max_num_queries(60) as one:
            browser.get(desk("inquiries"))
        write(address="b@example.org")
        write(address="c@example.org")
        with django_assert_num_queries(len(one.captured_queries)):
            browser.get(desk("inquiries"))

    def test_a_message_whose_key_is_gone_is_not_there(self, sign_in, write, ben):
        row, _token = write()
        store().destroy(row.key_id)
        browser = sign_in(ben)
        assert browser.get(desk("inquiry", uuid=row.uuid)).status_code == 404
        assert "Nothing waits" in browser.get(desk("inquiries")).text


class TestAskingToBeTold:
    def test_one_letter_when_somebody_new_has_room_and_then_nothing_is_kept(
        self, client, listed_ben, member, school, ruth, mailoutbox, at, clock, django_capture_on_commit_callbacks
    ):
        search.rebuild(queries.listings(at), at=at)
        answer = client.post(
            reverse("directory:tell-me"), {"town_text": "Bristol", "town": BRISTOL, "address": "wren@example.org"}
        )
        assert "We look out for you" in text(client.get(answer.url))
        row = Waiting.objects.get()
        assert tell_waiting(waiting=row, at=at) is False  # Ben was there before

        list_person(member("Hanne Vosper", "provider"), school=school, by=ruth, town=BATH, town_name="Bath")
        search.rebuild(queries.listings(at), at=at)
        with django_capture_on_commit_callbacks(execute=True):
            tell_all_waiting(at + DAY)
            tell_all_waiting(at + DAY)
        mail_waiting.func(row.pk) if not mailoutbox else None
        assert [(letter.subject, letter.to) for letter in mailoutbox] == [("Your enquiry", ["wren@example.org"])]
        assert [word for word in ("Hanne", "Bristol", "Bath") if word in mailoutbox[0].body] == []
        page = client.get(answer.url)
        assert "Hanne Vosper" in page.text and "Ben Okafor" not in page.text

        tell_all_waiting(at + 9 * DAY)
        assert Waiting.objects.count() == 0
        assert client.get(answer.url).status_code == 404

    def test_it_is_taken_back_at_once(self, client, at):
        answer = client.post(
            reverse("directory:tell-me"), {"town_text": "Graz", "town": GRAZ, "address": "wren@example.org"}
        )
        assert "It is deleted" in text(client.post(answer.url))
        assert Waiting.objects.count() == 0

    def test_a_town_that_is_called_like_others_is_asked_for(self, client):
        page = client.post(reverse("directory:tell-me"), {"town_text": "Bristol", "address": "wren@example.org"})
        assert "Several places are called so." in text(page)


CHANCE = (
    r'name="csrfmiddlewaretoken" value="[^"]+"|X-CSRFToken": "[^"]+|/directory/sent/[^/]+/'
    r'|nonce="[^"]+"|name="next" value="[^"]*"'
)


def plain(page):
    """A page without what differs between any two: tokens, and the link itself."""
    return re.sub(CHANCE, "", page.text)


def test_answers_by_language(client, write, ben, at):
    """The page speaks the language of its reader; the words of the clinician stay theirs."""
    row, token = write()
    answering.answer_inquiry(inquiry=row, answer="not_now", waiting_weeks=3, by=ben, at=at)
    url = reverse("directory:sent", kwargs={"token": token}) + "?" + urlencode({"x": 1})
    assert "It may be about 3 weeks." in text(client.get(url))
