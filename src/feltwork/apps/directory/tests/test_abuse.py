"""Those who mean harm: who looks for one person, who copies everything, who takes all the room.

One story to a test. What is asked is what anybody can ask, by the pages, as often as they like; what comes back must be
the same whether the thing they look for is there or not. See domain/security.md section 2, and the tests beside this
one: `test_hidden`, `test_contact_pages` (guessed links, floods, blocks), `test_contact_canary`.
"""

import base64
import json
import re
from collections import Counter
from datetime import time, timedelta
from zoneinfo import ZoneInfo

import altcha
import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from feltwork.apps.directory import actions, pacing, queries, search
from feltwork.apps.directory.actions import answering, calling
from feltwork.apps.directory.actions.calling import Hours
from feltwork.apps.directory.actions.inquiries import MOST_OPEN
from feltwork.apps.directory.asking import DEEPEST, RADII, SIZE
from feltwork.apps.directory.models import Booking, CallHours, IndexWord, Inquiry, ReplyFigure, Report, Waiting
from feltwork.apps.directory.places import towns
from feltwork.apps.directory.puzzle import new_puzzle
from feltwork.apps.directory.queries.calls import MOST_UNANSWERED, offered
from feltwork.apps.directory.tasks import follow_gates
from feltwork.apps.directory.tasks_contact import follow_inquiries
from feltwork.apps.directory.tests.factories import BATH, BRISTOL, GRAZ, list_person
from feltwork.apps.practice.engagements import engagements_of
from feltwork.apps.practice.models import Appointment
from feltwork.apps.practice.tests.factories import ClientFactory
from feltwork.apps.schools.tests.factories import UserFactory
from feltwork.core.directory import distance_km

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LONDON = "Europe/London"
WEEK = [Hours(day, None, time(9), time(17)) for day in range(5)]
CHANCE = (
    r'name="csrfmiddlewaretoken" value="[^"]+"|X-CSRFToken": "[^"]+|/directory/sent/[^/]+/|nonce="[^"]+"'
    r'|name="(?:next|once)" value="[^"]*"'
)


def solved(at):
    """An answer to a new sum, as the browser sends it."""
    challenge = new_puzzle(at)
    solution = altcha.solve_challenge(altcha.Challenge.from_dict(challenge))
    given = {"challenge": challenge, "solution": {"counter": solution.counter, "derivedKey": solution.derived_key}}
    return base64.b64encode(json.dumps(given).encode()).decode()


def seen(response):
    """A page without what differs between any two."""
    return re.sub(CHANCE, "", response.text)


@pytest.fixture
def anybody(client, settings):
    """`anybody("search", near="Bath")`: a page as a stranger sees it, with no limit in the way."""
    settings.DIRECTORY_SEARCHES = 10**6

    def look(name, *, slug="", **query):
        cache.clear()
        return client.get(reverse(f"directory:{name}", kwargs={"slug": slug} if slug else {}), query)

    return look


@pytest.fixture
def found(school, ruth, at):
    """`found("Ada Quillfeather", town=BATH)`: somebody who is listed and found."""

    def make(name, **given):
        profile = list_person(UserFactory(name=name), school=school, by=ruth, **given)
        search.put(queries.listing_of(profile, at), at=at)
        return profile

    return make


@pytest.fixture
def calling_ben(listed_ben, at):
    """Ben, who offers calls each weekday from nine to five."""
    offer(listed_ben.profile, at)
    return listed_ben.profile


def offer(profile, at, *, way="request"):
    given = {"is_on": True, "way": way, "zone": LONDON, "minutes": 20, "notice_hours": 24}
    calling.set_call_terms(profile=profile, **given, by=profile.owner, at=at)
    calling.set_call_hours(profile=profile, hours=WEEK, by=profile.owner, at=at)
    profile.refresh_from_db()


class TestSomebodyWhoLooksForAPlace:
    def test_learns_the_town_from_every_town_and_radius_and_nothing_closer(self, anybody, found):
        """Two in Bristol, with practices at its two ends: whatever is asked from wherever, they are as far away as
        Bristol is, to the tenth of a kilometre, and one is never shown without the other."""
        found("Ada Quillfeather", address="1 Quay, Avonmouth")
        found("Bo Quillfeather", address="99 Hill Top, Hanham")
        bristol = towns()[BRISTOL]
        around = [towns()[number] for number in towns().within(bristol.lat, bristol.lon, 60)][:25]
        assert len(around) == 25
        distances = set()

        for town in around:
            said = f"{town.name}, {town.country}"
            for km in RADII:
                page = anybody("search", near=said, km=km, by="distance")
                shown = [name for name in ("Ada", "Bo") if f"{name} Quillfeather" in page.text]
                assert shown in ([], ["Ada", "Bo"]), (said, km)
                far = set(re.findall(r'class="s-km"[^>]*>.*?<b>([^<]*)</b>', page.text, re.S))
                assert len(far) <= 1, (said, km)
                distances |= far
                if shown and "We looked" not in page.text:
                    assert km is None or distance_km(town.lat, town.lon, bristol.lat, bristol.lon) <= float(km)
        assert len(distances) > 10

    def test_learns_nothing_from_a_point_beyond_its_cell(self, anybody):
        """The point of "near me" answers with a town, and points of one cell answer alike."""
        points = ("51.4545,-2.5879", "51.4512,-2.5931", "51.45,-2.59")
        assert len({anybody("towns", at=point).text for point in points}) == 1

    def test_reads_no_address_until_the_clinician_said_yes(self, anybody, listed_ben, write, client, at):
        profile = listed_ben.profile
        type(profile).objects.update(address="7 Quiet Lane")
        row, token = write()
        sent = reverse("directory:sent", kwargs={"token": token})
        pages = [anybody(name, slug=profile.slug) for name in ("profile", "write", "report")] + [client.get(sent)]
        assert [page for page in pages if "Quiet Lane" in page.text] == []
        answering.answer_inquiry(inquiry=row, answer="cannot", by=listed_ben, at=at)
        assert "Quiet Lane" not in client.get(sent).text


class TestSomebodyWhoLooksForAPerson:
    """Who is hidden, or was never there: no count, hint, suggestion, order or mended slip tells one from the other."""

    ASKED = (
        {}, {"what": "Quillfeather"}, {"what": "Quilfeather"}, {"what": "quillfeatherr"}, {"speaks": "cy"},
        {"near": "Bath, GB", "km": "10"}, {"near": "Bath, GB", "km": "50", "by": "distance"},
        {"near": "Bristol", "what": "feathers"},
    )  # fmt: skip

    def everything(self, anybody, at):
        pages = [anybody("search", **asked) for asked in self.ASKED]
        pages += [anybody("towns", text=text) for text in ("Ba", "Qu", "Quillf")]
        pages += [anybody(name) for name in ("sitemap", "exposure", "order")]
        pages += [anybody(name, slug="ada-quillfeather-abcdef") for name in ("profile", "photo", "report", "write")]
        # a process keeps one answer for a question; the lots of a day are drawn by who is there
        return [(page.status_code, re.sub(r"ada-quillfeather-\w+", "", seen(page))) for page in pages]

    def test_cannot_tell_a_hidden_one_from_one_that_never_was(self, anybody, found, at):
        found("Bo Lind")
        before = self.everything(anybody, at)
        ada = found(
            "Ada Quillfeather", slug="ada-quillfeather-abcdef", town=BATH, town_name="Bath", languages=("en", "cy"),
            headline="Work with feathers.", is_indexed_outside=True,
        )  # fmt: skip
        assert self.everything(anybody, at) != before  # it would be seen

        actions.hide(profile=ada, by=ada.owner, at=at)
        assert self.everything(anybody, at) == before
        assert not IndexWord.objects.filter(word__in=["quillfeather", "feathers", "ada"]).exists()

    def test_nor_one_that_fell_by_itself_nor_one_that_was_erased(self, anybody, found, at):
        found("Bo Lind")
        before = self.everything(anybody, at)
        for way in ("closed", "erased"):
            ada = found("Ada Quillfeather", slug="ada-quillfeather-abcdef", town=BATH, headline="Work with feathers.")
            if way == "closed":
                type(ada.owner).objects.filter(pk=ada.owner_id).update(is_active=False)
                follow_gates(at)
            else:
                actions.erase_profile(profile=ada, why="own", by=ada.owner, at=at)
            assert self.everything(anybody, at) == before, way
            if way == "closed":
                actions.erase_profile(profile=ada, why="account", by=None, at=at)

    def test_a_word_that_was_taken_back_mends_no_slip(self, anybody, found, at):
        ada = found("Ada Lund", headline="I grew up in Zwiebelkirchen.")
        assert "zwiebelkirchen" in anybody("search", what="zwiebelkirchn").text
        actions.change_profile(profile=ada, fields={"headline": "I work with falls."}, by=ada.owner, at=at)
        assert "zwiebelkirchen" not in anybody("search", what="zwiebelkirchn").text

    def test_a_photo_tells_neither_who_nor_from_which_file(self, anybody, found, settings, tmp_path, at):
        settings.MEDIA_ROOT = tmp_path
        ada = found("Ada Quillfeather")
        actions.set_photo(
            profile=ada, content=ContentFile(b"\xff\xd8", name="ada-at-home.jpg"), alt="Ada", by=ada.owner, at=at
        )
        ada.refresh_from_db()
        answer = anybody("photo", slug=ada.slug)
        said = " ".join(f"{name}: {value}" for name, value in answer.headers.items()).lower()
        assert [word for word in ("ada", "home", "quill") if word in said] == []
        assert re.fullmatch(r"directory/[0-9a-f]{32}\.jpg", ada.photo.name)
        actions.hide(profile=ada, by=ada.owner, at=at)
        assert anybody("photo", slug=ada.slug).status_code == 404
        assert anybody("photo", slug="nobody-abcdef").status_code == 404

    def test_suggestions_are_of_towns_and_never_of_people(self, anybody, found):
        asked = [{"text": text} for text in ("Qui", "Ada", "Bath", "Brist")]
        before = [anybody("towns", **one).text for one in asked]
        found("Ada Quillfeather", town=BATH)
        assert [anybody("towns", **one).text for one in asked] == before


class TestSomebodyWhoLooksForAClient:
    """A stalker believes that somebody sees Ben, and looks at everything every day."""

    def test_a_time_that_is_gone_looks_the_same_whatever_took_it(
        self, calling_ben, write, client, school, elsewhere, ben, at
    ):
        _row, token = write(address="watcher@example.org")
        url = reverse("directory:sent-call", kwargs={"token": token})
        moment = offered(calling_ben, at)[3]
        ends = moment + timedelta(minutes=20)
        free, looks = seen(client.get(url)), {}

        def look(name):
            cache.clear()
            looks[name] = (tuple(offered(calling_ben, at)), seen(client.get(url)))

        for name, where in (("a client", school), ("a client elsewhere", elsewhere)):
            hour = Appointment.objects.create(
                school=where, client=ClientFactory(school=where, clinician=ben), clinician=ben, zone=LONDON, by=ben,
                starts_at=moment, ends_at=ends, made_at=at, changed_at=at,
            )  # fmt: skip
            look(name)
            hour.delete()
        other, _token = write(address="wren@example.org")
        for name, blocked in (("a call", False), ("a call of somebody blocked", True)):
            Inquiry.objects.filter(pk=other.pk).update(is_held_back=blocked)
            calling.take_call(inquiry=other, starts_at=moment, zone=LONDON, at=at)
            look(name)
            Booking.objects.all().delete()
        wall = moment.astimezone(ZoneInfo(LONDON))
        day = [(time(9), wall.time()), (ends.astimezone(ZoneInfo(LONDON)).time(), time(17))]
        hours = [*WEEK, *(Hours(None, wall.date(), begins, end) for begins, end in day if begins < end)]
        calling.set_call_hours(profile=calling_ben, hours=hours, by=ben, at=at)
        look("never offered")

        assert len(set(looks.values())) == 1, {name: one[0] for name, one in looks.items()}
        assert looks["a client"][1] != free  # it would be seen

    def test_what_a_page_says_of_answers_does_not_move_when_somebody_is_answered(
        self, listed_ben, write, anybody, clock, at, found
    ):
        profile = listed_ben.profile
        search.put(queries.listing_of(profile, at), at=at)

        def public():
            return (
                seen(anybody("profile", slug=profile.slug)),
                seen(anybody("search")),
                queries.listing_of(profile, at).reply_points,
            )

        before = public()
        for number in range(4):
            row, _token = write(address=f"a{number}@example.org")
            assert public() == before
            answering.answer_inquiry(inquiry=row, answer="yes", by=listed_ben, at=at)
            assert public() == before
        assert queries.figures_of(profile, at).asked == 4  # he himself reads it at once
        assert queries.shown_figures_of(profile, at).asked == 0

        later = at + timedelta(days=14 - at.weekday())  # the second Monday
        assert queries.shown_figures_of(profile, later - DAY).asked == 0
        assert queries.shown_figures_of(profile, later).asked == 4

    def test_how_many_wrote_is_told_in_steps_and_of_few_nothing(self, listed_ben, anybody, at):
        profile, week = listed_ben.profile, at.date() - timedelta(days=at.weekday() + 14)
        said = {}
        for number in range(1, 12):
            ReplyFigure.objects.create(school=profile.school, profile=profile, week=week, hours=5, kind="yes")
            text = anybody("profile", slug=profile.slug).text
            said[number] = tuple(re.findall(r"Measured on [^<]*", text))
        assert [number for number, words in said.items() if not words] == [1, 2]
        assert Counter(words for words in said.values() if words) == {
            ("Measured on fewer than 5 first messages.",): 2,
            ("Measured on 5 first messages or more.",): 5,
            ("Measured on 10 first messages or more.",): 2,
        }

    def test_nobody_on_the_waiting_list_is_seen_by_others(self, listed_ben, anybody, client, at):
        before = [seen(anybody("search", near="Bristol")), seen(anybody("profile", slug=listed_ben.profile.slug))]
        client.post(reverse("directory:tell-me"), {"town_text": "Graz", "town": GRAZ, "address": "wren@example.org"})
        assert [
            seen(anybody("search", near="Bristol")),
            seen(anybody("profile", slug=listed_ben.profile.slug)),
        ] == before


class TestSomebodyWhoCopiesEverything:
    @pytest.mark.parametrize(
        ("name", "example"),
        [
            ("profile", {"slug": "guess-%s"}), ("photo", {"slug": "guess-%s"}), ("report", {"slug": "guess-%s"}),
            ("write", {"slug": "guess-%s"}), ("sent", {"token": "guess-%s"}), ("sent-call", {"token": "guess-%s"}),
            ("sent-calendar", {"token": "guess-%s"}), ("told", {"token": "guess-%s"}), ("still", {"token": "guess-%s"}),
            ("report-answer", {"token": "guess-%s"}),
        ],
    )  # fmt: skip
    def test_guesses_at_no_address_for_long(self, client, name, example):
        urls = [
            reverse(f"directory:{name}", kwargs={key: text % number for key, text in example.items()})
            for number in range(25)
        ]
        codes = [client.get(url).status_code for url in urls]
        assert (codes[:20], set(codes[20:])) == ([404] * 20, {429})

    def test_guesses_on_all_of_them_count_together(self, client):
        codes = []
        for number in range(12):
            codes.append(client.get(reverse("directory:profile", kwargs={"slug": f"guess-{number}"})).status_code)
            codes.append(client.get(reverse("directory:sent", kwargs={"token": f"guess-{number}"})).status_code)
        assert codes == [404] * 20 + [429] * 4

    def test_reads_a_small_part_of_a_search_and_no_deeper(self, anybody):
        assert DEEPEST * SIZE <= 500
        deep = anybody("search", page=DEEPEST + 5)
        assert deep.status_code == 200

    @pytest.mark.parametrize("name", ["search", "towns", "exposure"])
    def test_searches_are_paced(self, client, settings, name, monkeypatch):
        monkeypatch.setattr(pacing, "monotonic", lambda: 0.0)  # no minute turns in between
        settings.DIRECTORY_SEARCHES = 5
        codes = [client.get(reverse(f"directory:{name}"), {"text": "Ba"}).status_code for _n in range(8)]
        assert codes == [200] * 5 + [429] * 3

    def test_finds_no_numbers_of_rows_in_what_is_public(self, anybody, found, at):
        ada = found("Ada Quillfeather", is_indexed_outside=True)
        for name in ("profile", "report", "write"):
            text = anybody(name, slug=ada.slug).text
            assert str(ada.uuid) not in text
        assert str(ada.uuid) not in anybody("search").text and str(ada.uuid) not in anybody("sitemap").text


class TestSomebodyWhoTakesAllTheRoom:
    def flood(self, write, number, at, **given):
        """Messages under many names, of which each takes a call as long as one can be taken."""
        taken, refused = [], Counter()
        for one in range(number):
            row, _token = write(address=f"mask{one}@example.org", **given)
            try:
                moment = offered(row.profile, at)[0]
                taken.append(calling.take_call(inquiry=row, starts_at=moment, zone=LONDON, at=at))
            except ValidationError as wrong:
                refused[wrong.code] += 1
        return taken, refused

    @pytest.mark.parametrize("way", ["request", "direct"])
    def test_under_many_names_gets_few_times_and_others_get_one_once_answered(
        self, calling_ben, write, client, ben, at, way
    ):
        offer(calling_ben, at, way=way)
        there = len(offered(calling_ben, at))
        taken, refused = self.flood(write, 20, at)
        assert (len(taken), refused) == (MOST_UNANSWERED, {"wait": 20 - MOST_UNANSWERED})
        assert len(offered(calling_ben, at)) > there / 2

        wren, token = write(address="wren@example.org")
        sent = reverse("directory:sent", kwargs={"token": token})
        assert "Several first calls wait for an answer here." in client.get(sent).text
        assert "Several calls wait for an answer here" in client.get(f"{sent}call/").text
        answering.answer_inquiry(inquiry=wren, answer="yes", by=ben, at=at)
        assert "Choose a time" in client.get(sent).text
        wren.refresh_from_db()
        assert calling.take_call(inquiry=wren, starts_at=offered(calling_ben, at)[0], zone=LONDON, at=at)

    def test_by_many_messages_from_one_mailbox_gets_one_time(self, calling_ben, write, at):
        for address, line in (
            ("wren@example.org", "one"),
            ("Wren+b@example.org ", "two"),
            ("WREN@example.org", "three"),
        ):
            row, _token = write(address=address, line=line)
            if line == "one":
                calling.take_call(inquiry=row, starts_at=offered(calling_ben, at)[0], zone=LONDON, at=at)
                continue
            with pytest.raises(ValidationError) as refused:
                calling.take_call(inquiry=row, starts_at=offered(calling_ben, at)[0], zone=LONDON, at=at)
            assert refused.value.code == "closed"
        assert Booking.objects.count() == 1

    def test_fills_no_inbox_for_ever_and_is_told_so(self, listed_ben, write, at):
        for number in range(MOST_OPEN):
            write(address=f"mask{number}@example.org")
        with pytest.raises(ValidationError) as refused:
            write(address="wren@example.org")
        assert refused.value.code == "full"
        follow_inquiries(at + 4 * DAY)
        assert write(address="wren@example.org", at=at + 4 * DAY)[0].state == "sent"

    def test_and_is_blocked_shuts_nobody_out(self, listed_ben, calling_ben, write, ben, at):
        """Messages that nobody sees fill nothing up: else a blocked person could close an inbox unseen."""
        answering.block_sender(inquiry=write(address="sam@example.org")[0], by=ben, at=at)
        for number in range(MOST_OPEN + 5):
            write(address="sam@example.org", line=f"{number}")
        row, _token = write(address="wren@example.org")
        assert not row.is_held_back

    def test_from_many_networks_is_slowed_on_each(self, client, listed_ben):
        url = reverse("directory:write", kwargs={"slug": listed_ben.profile.slug})

        def send(network, number):
            browser = Client(REMOTE_ADDR=network)
            once = re.search(r'name="once" value="([^"]+)"', browser.get(url).text)[1]
            given = {"channel": "email", "address": f"m{number}@example.org", "once": once}
            return browser.post(url, given).status_code

        for network in ("198.51.100.7", "203.0.113.9", "2001:db8:1::1"):
            assert [send(network, f"{network}{n}".replace(":", "").replace(".", "")) for n in range(5)] == [302] * 3 + [
                429
            ] * 2
        # one network of IPv6 is one, however many addresses it has
        assert send("2001:db8:1::2", "more") == 429

    def test_with_reports_buries_none_and_loses_nothing_typed(self, client, listed_ben, at):
        url = reverse("directory:report", kwargs={"slug": listed_ben.profile.slug})
        answers = [client.post(url, {"kind": "room", "words": f"no {n}"}) for n in range(5)]
        assert [one.status_code for one in answers] == [302] * 3 + [429] * 2
        assert "no 4" in answers[4].text and "with scripts switched on" in answers[4].text
        for number in range(30):
            try:
                actions.report(profile=listed_ben.profile, kind="room", words=f"{number}", at=at)
            except ValidationError as wrong:
                assert wrong.code == "full"
        assert Report.objects.count() == 20
        cache.clear()
        page = client.post(url, {"kind": "conduct", "words": "this one"})
        assert (page.status_code, "this one" in page.text) == (422, True)

    def test_by_a_program_meets_a_field_that_nobody_sees_and_a_sum(self, client, listed_ben, at):
        """Of reports and wishes as of first messages: what fills everything in is named, who reckons may send more."""
        report = reverse("directory:report", kwargs={"slug": listed_ben.profile.slug})
        wish = {"town_text": "Graz", "town": GRAZ, "address": "wren@example.org"}
        for url, given in ((report, {"kind": "room"}), (reverse("directory:tell-me"), wish)):
            page = client.get(url).text
            assert 'data-island="directory/puzzle"' in page and 'name="puzzle"' in page
            page = client.post(url, given | {"website": "http://example.org"})
            assert "was filled in by a program. It is empty now" in page.text and "http://example.org" not in page.text
        assert (Report.objects.count(), Waiting.objects.count()) == (0, 0)

        answer = solved(at)
        codes = [client.post(report, {"kind": "room", "puzzle": answer}).status_code for _time in range(5)]
        assert codes == [302] * 4 + [429]  # one of the ten with its sum, which counts once; three more without
        cache.clear()
        assert client.post(report, {"kind": "room", "puzzle": "made up"}).status_code == 302

    def test_hours_of_calls_and_not_of_clients(self, calling_ben, write, ben, school, at):
        """What strangers ask for never closes the diary: an hour with a client goes over it."""
        self.flood(write, 20, at)
        asked = Booking.objects.first()
        assert CallHours.objects.exists()
        held = engagements_of([ben.pk], asked.starts_at, asked.ends_at)
        assert [(one.is_agreed, one.starts_at) for one in held] == [(False, asked.starts_at)]
