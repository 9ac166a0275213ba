"""What anybody sees of a profile, and what nobody does; the desk; staff."""

import json
import re
from datetime import date
from io import BytesIO

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from feltwork.apps.credentials.actions import suspend
from feltwork.apps.directory import actions, queries
from feltwork.apps.directory.models import Licence, LicenceCheck, Policy, Profile, Report
from feltwork.apps.directory.tests.factories import BATH, BRISTOL, list_person
from feltwork.apps.notices.models import Notice
from feltwork.apps.schools.tests.factories import AT, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    cache.clear()
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def told(django_capture_on_commit_callbacks):
    """`with told(): …` does what waits for the end of the transaction, messages above all."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def page(profile, name="profile", **more):
    return reverse(f"directory:{name}", kwargs={"slug": profile.slug}) + more.get("query", "")


def desk(name, **more):
    return reverse(f"directory-desk:{name}", kwargs={"school": "alder-house", **more})


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def data_of(response):
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', response.content.decode(), re.S)
    return json.loads(found[1]) if found else None


class TestAnybody:
    def test_reads_two_statements_each_with_its_day_and_way(self, client, listed_ben):
        words = text(client.get(page(listed_ben.profile)))

        assert "SE certificate in force Issued by Alder House on 9 June 2026." in words
        assert "Psychotherapist, number 0482-" in words
        assert "Looked up in the register of the profession on 2 November 2026." in words
        assert "Confirmed on 19 November 2026." in words

    def test_finds_a_hidden_page_and_one_that_never_was_alike(self, client, listed_ben):
        suspend(certificate=listed_ben.certificate, reason="A complaint.", by=UserFactory(), at=AT)
        hidden = client.get(page(listed_ben.profile))
        never = client.get("/directory/nobody-here-abcdef/")

        assert hidden.status_code == never.status_code == 404
        plain = [re.sub(r"[\w+/=-]{43,}|/directory/[\w-]+/", "", r.content.decode()) for r in (hidden, never)]
        assert plain[0] == plain[1]

    def test_reads_that_somebody_is_in_training_and_for_how_long(self, client, alma, school):
        Policy.objects.create(school=school, lists_students=True)
        profile = list_person(alma, school=school, certificate=False)
        words = text(client.get(page(profile)))

        assert "In training, year 2 At Alder House since 14 March 2025, not certified yet." in words
        assert "SE certificate in force" not in words

    def test_is_led_to_where_staff_looked_and_not_to_where_the_holder_would_like(self, client, listed_ben):
        Licence.objects.update(url="https://advertising.example/")
        body = client.get(page(listed_ben.profile)).content.decode()

        assert 'href="https://register.example/"' in body
        assert "advertising" not in body

    def test_never_gets_an_address_closer_than_the_town(self, client, ben, school):
        profile = list_person(ben, school=school, address="7 Quiet Lane, second bell", is_indexed_outside=True)
        for url in (page(profile), page(profile, "report"), reverse("directory:sitemap")):
            answer = client.get(url)
            body = answer.content.decode()
            assert answer.status_code == 200
            assert [w for w in ("Quiet Lane", ben.email, "latitude", "geo:", "mailto:", "tel:") if w in body] == []

    def test_has_no_way_to_go_through_profiles_by_number(self, listed_ben, school):
        slugs = [listed_ben.profile.slug] + [
            actions.create_profile(school=school, by=UserFactory(name="Ben Okafor"), at=AT).slug for _n in range(3)
        ]

        assert len(set(slugs)) == 4
        assert all(re.fullmatch(r"ben-okafor-[a-z2-9]{6}", slug) for slug in slugs[1:])

    def test_who_copies_everything_is_slowed_down(self, client, listed_ben):
        codes = [client.get(page(listed_ben.profile)).status_code for _n in range(61)]
        assert (codes[:60], codes[60]) == ([200] * 60, 429)

        cache.clear()
        codes = [client.get(f"/directory/guess-{n}/").status_code for n in range(21)]
        assert (codes[:20], codes[20]) == ([404] * 20, 429)


class TestSearchEngines:
    def test_are_asked_to_leave_a_page_out_unless_its_owner_chose(self, client, listed_ben):
        answer = client.get(page(listed_ben.profile))

        assert answer["X-Robots-Tag"] == "noindex"
        assert data_of(answer) is None
        assert listed_ben.profile.slug not in client.get(reverse("directory:sitemap")).content.decode()

    def test_get_what_the_page_shows_and_nobody_is_called_a_physician(self, client, ben, school):
        profile = list_person(
            ben, school=school, profession="physician", is_indexed_outside=True, identity=["jewish"], address="7 Lane"
        )
        answer = client.get(page(profile))
        facts = data_of(answer)
        person = facts["mainEntity"]

        assert "X-Robots-Tag" not in answer
        assert (facts["@type"], person["@type"], person["knowsLanguage"]) == ("ProfilePage", "Person", ["en"])
        assert [(c["@type"], c["credentialCategory"]) for c in person["hasCredential"]] == [
            ("EducationalOccupationalCredential", "certificate"),
            ("EducationalOccupationalCredential", "license"),
        ]
        assert person["worksFor"]["@type"] == "MedicalBusiness"
        body = json.dumps(facts)
        assert '"Physician"' not in body.replace('"jobTitle": "Physician"', "").replace('"name": "Physician"', "")
        assert [w for w in ("jewish", "Lane", "Rating", "Review", "geo", "telephone", "email") if w in body] == []

    def test_get_no_credential_of_somebody_in_training(self, client, alma, school):
        Policy.objects.create(school=school, lists_students=True)
        profile = list_person(
            alma, school=school, certificate=False, profession="coach", licence=False, is_indexed_outside=True
        )
        person = data_of(client.get(page(profile)))["mainEntity"]

        assert "hasCredential" not in person and "worksFor" not in person

    def test_get_no_script_out_of_what_somebody_wrote(self, client, ben, school):
        headline = "</script><script>alert(1)</script>"
        profile = list_person(ben, school=school, is_indexed_outside=True, headline=headline)
        answer = client.get(page(profile))

        assert "<script>alert(1)" not in answer.content.decode()
        assert data_of(answer)["mainEntity"]["description"] == headline

    def test_find_each_language_under_its_own_address(self, client, ben, school, settings):
        profile = list_person(ben, school=school, is_indexed_outside=True)
        whole = settings.BASE_URL + page(profile)
        body = client.get(page(profile)).content.decode()
        german = client.get(page(profile, query="?language=de"))

        assert f'<link rel="canonical" href="{whole}">' in body
        for code, url in (("en", f"{whole}?language=en"), ("de", f"{whole}?language=de"), ("x-default", whole)):
            assert f'<link rel="alternate" hreflang="{code}" href="{url}">' in body
        assert f'<link rel="canonical" href="{whole}?language=de">' in german.content.decode()
        assert (german["Content-Language"], 'lang="de"' in german.content.decode()) == ("de", True)

    def test_find_published_pages_only(self, client, ben, school):
        profile = list_person(ben, school=school, is_indexed_outside=True)
        assert profile.slug in client.get(reverse("directory:sitemap")).content.decode()

        actions.hide(profile=profile, by=ben, at=AT)
        assert profile.slug not in client.get(reverse("directory:sitemap")).content.decode()


class TestReports:
    def test_are_sent_without_an_account_and_answered_behind_a_link(self, client, sign_in, listed_ben, ruth, told):
        with told():
            sent = client.post(page(listed_ben.profile, "report"), {"kind": "room", "words": "Wrote twice."})
        assert text(client.get(sent.url)).count("Thank you, it has arrived") == 1
        assert Notice.objects.filter(to=ruth, code="directory.report_waits").count() == 1

        sign_in(ruth)
        row = Report.objects.get()
        client.post(desk("report-decide", uuid=row.uuid), {"state": "mended", "answer": "It is right now."})
        client.logout()
        assert "It is right now." in text(client.get(sent.url))
        assert queries.listed(AT).exists()

    def test_that_are_right_may_hide_the_page_and_its_owner_reads_why(self, client, sign_in, listed_ben, ruth):
        client.post(page(listed_ben.profile, "report"), {"kind": "claims"})
        sign_in(ruth)
        answer = {"state": "hidden", "answer": "It promised too much."}
        client.post(desk("report-decide", uuid=Report.objects.get().uuid), answer)
        assert client.get(page(listed_ben.profile)).status_code == 404

        sign_in(listed_ben)
        assert "It promised too much." in text(client.get(desk("mine")))

    def test_are_limited(self, client, listed_ben):
        codes = [client.post(page(listed_ben.profile, "report"), {"kind": "room"}).status_code for _n in range(6)]
        assert codes == [302] * 3 + [429] * 3

    def test_are_seen_by_staff_of_the_school_only(self, client, sign_in, listed_ben, farid, alma):
        client.post(page(listed_ben.profile, "report"), {"kind": "room"})
        url = desk("report-decide", uuid=Report.objects.get().uuid)

        assert sign_in(farid).get(url).status_code == 404
        assert sign_in(alma).get(url).status_code == 403
        assert client.get("/directory/report/made-up/").status_code == 404


class TestDesk:
    def test_a_page_comes_to_be_step_by_step_without_scripts(self, client, sign_in, ben, ruth):
        sign_in(ben)
        assert client.post(desk("mine")).url == desk("edit", step="who")
        who = {
            "name": "Ben Okafor", "profession": "coach", "headline": "Falls.", "words": "Slowly.",
            "words_language": "en", "onwards": "1",
        }  # fmt: skip
        assert client.post(desk("edit", step="who"), who).url == desk("edit", step="place")
        place = {"town_text": "Bath, GB", "how_in_person": "on", "languages": "Deutsch, english"}
        client.post(desk("edit", step="place"), place)
        work = {"ages": ["adult"], "who": ["individual"], "themes": ["accident"], "touch": "never"}
        client.post(desk("edit", step="work"), work)

        profile = Profile.objects.get()
        assert (profile.town, profile.languages, profile.themes) == (BATH, ["de", "en"], ["accident"])
        assert "There is no certificate of this school in force for you" in text(client.get(desk("mine")))
        assert client.post(desk("publish"), {"sure": "yes"}).status_code == 302
        assert Profile.objects.get().state == "listed"
        assert not queries.listed(AT).exists()

    def test_a_claim_comes_back_beside_its_field_with_all_that_was_typed(self, client, sign_in, listed_ben):
        sign_in(listed_ben)
        given = {
            "name": "Ben Okafor", "profession": "psychotherapist", "headline": "I cure panic.",
            "words": "A long text that nobody wants to type again.", "words_language": "en",
        }  # fmt: skip
        answer = client.post(desk("edit", step="who"), given)

        assert answer.status_code == 200
        assert "“cure” cannot stay. Nobody can know beforehand" in text(answer)
        assert "A long text that nobody wants to type again." in answer.content.decode()
        assert Profile.objects.get().headline != "I cure panic."

    def test_a_town_of_many_is_chosen_from_a_list(self, client, sign_in, listed_ben):
        sign_in(listed_ben)
        given = {"town_text": "Freiburg", "how_in_person": "on", "languages": "en"}
        answer = client.post(desk("edit", step="place"), given)
        assert "Several towns are called so." in text(answer)

        (first, *_others) = re.findall(r'name="town" value="(\d+)"', answer.content.decode())
        assert client.post(desk("edit", step="place"), given | {"town": first}).status_code == 302
        assert Profile.objects.get().town == int(first)

    def test_a_language_that_is_not_known_is_asked_about(self, client, sign_in, listed_ben):
        sign_in(listed_ben)
        given = {"town_text": "Bristol", "how_in_person": "on", "languages": "Germn"}
        answer = client.post(desk("edit", step="place"), given)

        assert "“Germn” is not known here. Is it German?" in text(answer)
        assert Profile.objects.get().town == BRISTOL

    def test_one_click_hides_and_one_confirms(self, client, sign_in, listed_ben):
        Profile.objects.update(confirmed_on=date(2026, 11, 1))
        sign_in(listed_ben)
        client.post(desk("confirm"), {"room": "now"})
        assert Profile.objects.get().confirmed_on == AT.date()

        client.post(desk("hide"))
        assert not queries.listed(AT).exists()

    def test_publishing_needs_the_tick(self, client, sign_in, listed_ben):
        sign_in(listed_ben)
        client.post(desk("hide"))
        client.post(desk("publish"))
        assert Profile.objects.get().state == "hidden"

    def test_nobody_reaches_somebody_elses_desk(self, client, sign_in, listed_ben, alma, farid, eva):
        for person in (farid, eva):
            sign_in(person)
            assert {client.get(desk(name)).status_code for name in ("mine", "preview", "licence")} == {404}
        sign_in(alma)
        assert client.get(desk("preview")).status_code == 404
        assert client.get(desk("photo-file")).status_code == 404

    def test_one_is_led_to_the_school_that_answers_for_ones_page(self, client, sign_in, listed_ben, elsewhere):
        sign_in(listed_ben)
        from feltwork.apps.schools.tests.factories import MembershipFactory

        MembershipFactory(school=elsewhere, user=listed_ben, role="faculty")
        assert client.get("/at/birch-hall/directory/").url == desk("mine")


class TestPhoto:
    def picture(self):
        image = Image.new("RGB", (900, 600), "teal")
        exif = image.getexif()
        exif[0x0112], exif[0x010F] = 6, "A camera"
        exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 27.0, 14.0), 3: "W", 4: (2.0, 35.0, 0.0)})
        out = BytesIO()
        image.save(out, "JPEG", exif=exif, comment=b"at home")
        return out.getvalue()

    def test_keeps_nothing_but_what_is_seen(self, client, sign_in, listed_ben, settings, tmp_path):
        given = self.picture()
        assert b"A camera" in given and b"at home" in given  # what could leak is there
        sign_in(listed_ben)
        client.post(desk("photo"), {"photo": SimpleUploadedFile("home.jpg", given), "photo_alt": "Ben by a window"})
        answer = client.get(page(listed_ben.profile, "photo"))
        kept = b"".join(answer.streaming_content)

        with Image.open(BytesIO(kept)) as image:
            assert (dict(image.getexif()), image.size, image.info.get("comment")) == ({}, (427, 640), None)
        assert b"A camera" not in kept and b"at home" not in kept and b"Exif" not in kept
        assert answer["Content-Type"] == "image/jpeg"
        assert 'alt="Ben by a window"' in client.get(page(listed_ben.profile)).content.decode()

    def test_needs_words_for_who_cannot_see_it(self, client, sign_in, listed_ben):
        sign_in(listed_ben)
        answer = client.post(desk("photo"), {"photo": SimpleUploadedFile("me.jpg", self.picture())})
        assert "What the photo shows: please fill this in" in text(answer)
        assert not Profile.objects.get().photo

    def test_is_a_picture_and_nothing_else(self, client, sign_in, listed_ben):
        sign_in(listed_ben)
        for content in (b"%PDF-1.4 not a picture", b"\xff\xd8\xff broken"):
            answer = client.post(desk("photo"), {"photo": SimpleUploadedFile("me.jpg", content), "photo_alt": "Me"})
            assert answer.status_code == 200
        assert not Profile.objects.get().photo

    def test_goes_with_the_page(self, client, sign_in, listed_ben, django_capture_on_commit_callbacks):
        sign_in(listed_ben)
        client.post(desk("photo"), {"photo": SimpleUploadedFile("me.jpg", self.picture()), "photo_alt": "Me"})
        row = Profile.objects.get()
        name, storage = row.photo.name, row.photo.storage
        client.post(desk("hide"))
        assert client.get(page(row, "photo")).status_code == 404

        with django_capture_on_commit_callbacks(execute=True):
            client.post(desk("photo-remove"))
        assert not storage.exists(name)


class TestLicence:
    def check(self, **given):
        return {
            "result": "confirmed", "method": "looked_up", "source": "https://register.example/", "on": "2026-11-18",
            **given,
        }  # fmt: skip

    def test_is_claimed_looked_up_and_shown_with_the_day(self, client, sign_in, ben, ruth, school, told):
        list_person(ben, school=school, licence=False)
        sign_in(ben)
        with told():
            client.post(desk("licence"), {"register_name": "Register", "number": "0482-P", "country": "GB"})
        licence = Licence.objects.get()
        assert (licence.state, queries.listed(AT).exists()) == ("claimed", False)
        assert Notice.objects.filter(to=ruth, code="directory.licence_waits").count() == 1

        sign_in(ruth)
        assert "0482-P" in text(client.get(desk("licences")))
        client.post(desk("licence-check", uuid=licence.uuid), self.check())
        check = LicenceCheck.objects.get()
        assert (check.by, check.on, check.result) == (ruth, date(2026, 11, 18), "confirmed")
        assert "Looked up in the register of the profession on 18 November 2026." in text(client.get(page(ben.profile)))

    @pytest.mark.parametrize("result", ["not_found", "other_name", "ended"])
    def test_that_is_not_there_hides_the_page(self, client, sign_in, listed_ben, ruth, result, told):
        sign_in(ruth)
        with told():
            client.post(desk("licence-check", uuid=listed_ben.licence.uuid), self.check(result=result))

        assert not queries.listed(AT).exists()
        assert Notice.objects.filter(to=listed_ben, code="directory.licence").count() == 1

    def test_without_a_clear_answer_stays_as_it_was(self, client, sign_in, listed_ben, ruth):
        sign_in(ruth)
        client.post(desk("licence-check", uuid=listed_ben.licence.uuid), self.check(result="unclear"))
        assert queries.licence_of(listed_ben.profile, AT).checked_on == date(2026, 11, 2)

    def test_with_another_number_is_looked_up_anew(self, client, sign_in, listed_ben):
        sign_in(listed_ben)
        number = listed_ben.licence.number
        client.post(
            desk("licence"), {"register_name": "Register of psychotherapists", "number": number, "country": "GB"}
        )
        assert queries.listed(AT).exists()

        client.post(desk("licence"), {"register_name": "Register of psychotherapists", "number": "9", "country": "GB"})
        assert not queries.listed(AT).exists()

    def test_is_never_checked_by_its_holder(self, client, sign_in, ruth, school):
        list_person(ruth, school=school)
        sign_in(ruth)
        assert client.post(desk("licence-check", uuid=ruth.licence.uuid), self.check()).status_code == 403

    def test_is_another_schools_matter_for_others(self, client, sign_in, listed_ben, farid):
        assert sign_in(farid).get(desk("licence-check", uuid=listed_ben.licence.uuid)).status_code == 404


class TestStaff:
    def test_lists_take_the_same_number_of_queries(
        self, client, sign_in, listed_ben, ruth, school, django_assert_num_queries
    ):
        sign_in(ruth)
        for number in (1, 3):
            while Licence.objects.count() < number:
                other = UserFactory()
                list_person(other, school=school)
            for profile in Profile.objects.all():
                if not profile.reports.exists():
                    actions.report(profile=profile, kind="room", words="", at=AT)
            with django_assert_num_queries(6):
                client.get(desk("licences") + "?state=checked")
            with django_assert_num_queries(6):
                client.get(desk("reports"))

    def test_phantoms_and_who_falls_out_when(self, client, sign_in, listed_ben, ruth):
        Profile.objects.update(confirmed_on=date(2026, 10, 25))
        actions.report(profile=listed_ben.profile, kind="room", words="", at=AT)
        words = text(sign_in(ruth).get(desk("phantom")))

        assert "1 page is shown; 1 of them may be a phantom." in words
        assert "Ben Okafor 25 November 2026 no confirmation" in words

    def test_the_policy_holds_at_once(self, client, sign_in, listed_ben, dino):
        Profile.objects.update(confirmed_on=date(2026, 11, 1))
        given = {
            "ask_days": 5, "mark_days": 8, "hide_days": 10, "reply_days": 2, "tell_days": 4, "delete_days": 30,
            "free_call_minutes": 20, "free_calls_each": 1,
        }  # fmt: skip
        assert queries.listed(AT).exists()
        sign_in(dino)
        assert client.post(desk("policy"), given | {"hide_days": 40}).status_code == 200
        assert client.post(desk("policy"), given).status_code == 302
        assert not queries.listed(AT).exists()
