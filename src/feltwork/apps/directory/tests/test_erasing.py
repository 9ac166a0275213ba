"""A page is erased: out of every table, file, index and search, with a note that it was, and nobody left waiting."""

import io
import json
import re
from datetime import time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.directory import actions, queries, search
from feltwork.apps.directory.actions import answering, calling
from feltwork.apps.directory.actions.calling import Hours
from feltwork.apps.directory.actions.erasing import sweep
from feltwork.apps.directory.letters import mail_farewell
from feltwork.apps.directory.models import (
    Barred,
    Block,
    Booking,
    Confirmation,
    Erasure,
    ExposureDay,
    Farewell,
    IndexRow,
    IndexWord,
    Inquiry,
    Leftover,
    Licence,
    LicenceCheck,
    Profile,
    ReplyFigure,
    Report,
)
from feltwork.apps.directory.queries.calls import offered
from feltwork.apps.directory.tasks_contact import finish_erasing, follow_inquiries
from feltwork.apps.directory.tests.factories import BATH, LicenceCheckFactory, list_person
from feltwork.apps.keys import KeyStoreError, store, stores
from feltwork.apps.notices.models import Notice
from feltwork.apps.practice.tests.test_canary import holds, places_with
from feltwork.apps.schools.tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
WORD = "Kanarienquitte"  # nobody else writes this
DAY = timedelta(days=1)


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """`with commit(): …` does what waits for the end of the transaction."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def neighbour(school, ruth, at):
    """Ida in Bath, who is found and stays."""
    profile = list_person(UserFactory(name="Ida Lund"), school=school, by=ruth, town=BATH, town_name="Bath")
    search.put(queries.listing_of(profile, at), at=at)
    return profile


@pytest.fixture
def full(listed_ben, ruth, neighbour, at):
    """Ben's page, with the word in all that can hold one; called, reported, counted, found."""
    ben, profile = listed_ben, listed_ben.profile
    spoken = ("headline", "words", "room_words", "fee_words", "between_words", "cancel_words", "training_words")
    own = dict.fromkeys(spoken, f"I say {WORD}.") | dict.fromkeys(("pronouns", "address", "photo_alt"), WORD)
    Profile.objects.filter(pk=profile.pk).update(name=f"Ben {WORD}", slug=f"ben-{WORD.lower()}-abcdef", **own)
    LicenceCheckFactory(licence=ben.licence, by=ruth, note=WORD, source=f"https://register.example/{WORD}")
    Licence.objects.filter(profile=profile).update(number=WORD)
    actions.set_photo(profile=profile, content=ContentFile(b"\xff\xd8 pixels"), alt=WORD, by=ben, at=at)
    actions.confirm(profile=profile, by=ben, at=at)
    actions.report(profile=profile, kind="room", words=f"{WORD} is full.", at=at)
    actions.count_exposure(on=at.date(), at=at)
    terms = {"is_on": True, "way": "direct", "zone": "Europe/London", "minutes": 15, "notice_hours": 24}
    calling.set_call_terms(profile=profile, **terms, by=ben, at=at)
    week = [Hours(day, None, time(9), time(12)) for day in range(5)]
    calling.set_call_hours(profile=profile, hours=week, by=ben, at=at)
    profile.refresh_from_db()
    return profile


def erase(profile, *, why="own", by=None, at):
    by = profile.owner if why == "own" else by
    return actions.erase_profile(profile=profile, why=why, by=by, at=at)


class TestNothingIsLeft:
    def test_what_is_looked_for_is_there_before(self, full):
        found = {place.split(".")[0] for place in places_with(WORD)}
        assert found >= {
            "directory_profile", "directory_licence", "directory_licencecheck", "directory_report", "directory_text",
            "directory_word",
        }  # fmt: skip

    def test_in_tables_indexes_files_and_keys(self, full, write, ben, ruth, at, settings, commit):
        waiting, answered, unwanted = (write(to=full, address=f"{n}@example.org")[0] for n in range(3))
        calling.take_call(inquiry=waiting, starts_at=offered(full, at)[0], zone="Europe/London", at=at)
        answering.answer_inquiry(inquiry=answered, answer="yes", words=WORD, by=ben, at=at)
        answering.block_sender(inquiry=unwanted, words=WORD, by=ben, at=at)
        report = Report.objects.get()
        actions.answer_report(report=report, state="kept", answer=f"{WORD} answered.", by=ruth, at=at)
        photo = full.photo
        assert photo.storage.exists(photo.name) and len(keys_of(settings)) == 4

        with commit():
            erase(full, at=at)
        finish_erasing(at)

        assert places_with(WORD) == []
        assert places_with(full.slug) == []
        assert not photo.storage.exists(photo.name)
        assert [key for key in keys_of(settings) if key != f"{waiting.key_id}.key"] == []
        for model in (Profile, Licence, LicenceCheck, Confirmation, Inquiry, Booking, Block, ReplyFigure, Report):
            rows = model.objects.all() if model is Profile else model.objects.filter(school=full.school)
            kept = {"Profile": 1, "Licence": 1, "LicenceCheck": 1}.get(model.__name__, 0)  # those of the neighbour
            assert rows.count() == kept, model
        assert Leftover.objects.count() == 0
        if connection.vendor == "sqlite":
            assert not holds(connection.connection.serialize(), WORD)  # the file itself, freed pages among it
        out = io.StringIO()
        call_command("dumpdata", stdout=out)
        assert (len(out.getvalue()) > 1_000, holds(out.getvalue(), WORD)) == (True, False)

    def test_in_the_search_at_once_and_the_neighbour_stays(self, full, neighbour, client, at):
        asked = reverse("directory:search")
        assert WORD in client.get(asked, {"what": WORD}).text.split("</form>", 1)[1]
        erase(full, at=at)

        assert not IndexRow.objects.filter(profile=full.pk).exists()
        words = IndexWord.objects.filter(word__in=["kanarienquitte", "lund", "bath"])
        assert set(words.values_list("word", flat=True)) == {"lund", "bath"}
        page = client.get(asked, {"what": f"{WORD}n"}).text.split("</form>", 1)[1]
        assert "we looked for" not in page and WORD.lower() not in page.lower().replace(f"{WORD}n".lower(), "")
        assert "Ida Lund" in client.get(asked).text
        for name in ("profile", "photo", "report", "write"):
            assert client.get(reverse(f"directory:{name}", kwargs={"slug": full.slug})).status_code == 404

    def test_in_the_files_of_the_other_engine(self, full, neighbour, at, settings, tmp_path, commit):
        settings.DIRECTORY_ENGINE, settings.DIRECTORY_FOLDER = "tantivy", tmp_path / "engine"
        search.rebuild(queries.listings(at), at=at)
        search.follow()
        with commit():
            erase(full, at=at)
        search.follow()
        assert [one["deletes"] is None for one in parts(tmp_path)] == [False]  # not found, and still in its files

        finish_erasing(at)
        search.follow()
        assert [(one["max_doc"], one["deletes"]) for one in parts(tmp_path)] == [(1, None)]
        names = {path.name.split(".")[0] for path in (tmp_path / "engine" / "tantivy").iterdir()}
        assert {name for name in names if re.fullmatch("[0-9a-f]{32}", name)} == {
            one["segment_id"].replace("-", "") for one in parts(tmp_path)
        }

    def test_of_whom_it_was_in_the_counts_while_the_counts_stay(self, full, at):
        day = ExposureDay.objects.get()
        before = sorted(day.shown.values())
        assert str(full.pk) in day.shown and str(full.pk) in day.groups
        erase(full, at=at)
        day.refresh_from_db()
        assert str(full.pk) not in day.shown and str(full.pk) not in day.groups
        assert sorted(day.shown.values()) == before and len(day.groups) == len(before)

    def test_of_what_the_owner_was_told(self, full, write, ben, at, commit):
        with commit():
            write(to=full)
        assert Notice.objects.filter(to=ben, code="directory.written").exists()
        with commit():
            erase(full, at=at)
        assert set(Notice.objects.filter(to=ben).values_list("code", flat=True)) == {"directory.erased"}


class TestWhatStays:
    def test_that_a_page_was_and_the_trail_of_codes(self, full, ben, at):
        erase(full, at=at)
        row = Erasure.objects.get()
        assert (row.number, row.page, row.why) == (full.pk, full.uuid, "own")
        codes = set(AuditRecord.objects.filter(subject_uuid=full.uuid).values_list("code", flat=True))
        assert codes >= {"directory.confirm", "directory.erase"}
        assert [one for one in AuditRecord.objects.all() if holds(str(one.facts), WORD)] == []

    def test_rows_that_are_only_added_go_with_a_note_and_never_otherwise(self, full, at):
        check, said = LicenceCheck.objects.filter(licence__profile=full), Confirmation.objects.filter(profile=full)
        for rows in (check, said):
            with pytest.raises(DatabaseError), transaction.atomic():
                rows.delete()
        Erasure.objects.create(school=full.school, number=full.pk, page=full.uuid, why="own", at=at)
        with pytest.raises(DatabaseError), transaction.atomic():
            check.update(note="")  # a note lets them go, not change
        with pytest.raises(DatabaseError), transaction.atomic():
            LicenceCheck.objects.exclude(licence__profile=full).delete()  # nor does it let those of others go
        assert check.delete()[0] == 2 and said.delete()[0] == 1
        with pytest.raises(DatabaseError), transaction.atomic():
            Erasure.objects.all().delete()

    def test_a_report_that_waits_stays_until_it_is_answered(self, full, client, sign_in, ruth, at, clock):
        _row, token = actions.report(profile=full, kind="conduct", words="He shouted.", at=at)
        erase(full, at=at)
        row = Report.objects.get(kind="conduct")
        assert (row.profile, row.about, row.name) == (None, full.owner, "Ben Okafor")
        url = reverse("directory-desk:report-decide", kwargs={"school": "alder-house", "uuid": row.uuid})
        page = sign_in(ruth).get(url)
        assert "About Ben Okafor" in page.text and 'value="hidden"' not in page.text
        assert client.post(url, {"state": "hidden", "answer": "x"}).status_code == 200  # there is nothing to hide
        client.post(url, {"state": "kept", "answer": "We talked to him."})

        row.refresh_from_db()
        assert (row.about, row.words, row.state, row.name) == (None, "", "kept", "")
        assert "We talked to him." in client.get(reverse("directory:report-answer", kwargs={"token": token})).text
        answered = reverse("directory-desk:reports", kwargs={"school": "alder-house"}) + "?state=answered"
        assert client.get(answered).text.count("A page that is erased") == 1
        finish_erasing(at + 91 * DAY)
        assert not Report.objects.filter(kind="conduct").exists()

    def test_nobody_decides_about_a_report_of_their_own_erased_page(self, ruth, school, at):
        profile = list_person(ruth, school=school)
        row, _token = actions.report(profile=profile, kind="conduct", words="", at=at)
        erase(profile, at=at)
        with pytest.raises(PermissionDenied):
            actions.answer_report(report=row, state="kept", answer="x", by=ruth, at=at)

    def test_a_page_that_the_school_had_hidden_is_not_simply_begun_anew(self, full, ben, ruth, school, at):
        actions.hide_by_staff(profile=full, words="It promised too much.", by=ruth, at=at)
        full.refresh_from_db()
        erase(full, at=at)
        again = actions.create_profile(school=school, by=ben, at=at)
        assert (again.hidden_why, again.hidden_words) == ("staff", "")
        with pytest.raises(ValidationError) as refused:
            actions.publish(profile=again, by=ben, at=at)
        assert refused.value.code == "staff"
        actions.release(profile=again, by=ruth, at=at)
        assert Barred.objects.count() == 0
        again.refresh_from_db()
        assert again.hidden_why == "own"

    def test_whoever_erased_it_may_begin_anew_with_nothing_of_before(self, full, ben, school, at):
        erase(full, at=at)
        again = actions.create_profile(school=school, by=ben, at=at)
        assert (again.pk != full.pk, again.slug != full.slug, again.headline, again.photo.name) == (True, True, "", "")
        assert queries.figures_of(again, at).asked == 0
        assert not again.licences.exists()


class TestWhoeverWrote:
    def test_is_told_by_an_empty_mail_and_reads_that_it_is_not_because_of_them(
        self, full, write, client, at, mailoutbox, commit, settings
    ):
        (row, token), (_other, by_phone) = write(to=full), write(to=full, channel="text", address="+44 7700 900123")
        with commit():
            erase(full, at=at)
        assert [(one.subject, one.to) for one in mailoutbox if one.subject == "Your enquiry"] == [
            ("Your enquiry", ["wren@example.org"])
        ]
        letter = next(one for one in mailoutbox if one.subject == "Your enquiry")
        assert f"/directory/sent/{token}/" in letter.body
        assert [word for word in ("Ben", WORD, "erase", "gone") if word in letter.message().as_string()] == []
        assert set(Farewell.objects.values_list("key_id", "sealed")) == {("", None)}  # nothing to reach them by is kept
        assert keys_of(settings) == []
        with pytest.raises(KeyStoreError):
            store().data_key(row.key_id)

        for link in (token, by_phone):
            url = reverse("directory:sent", kwargs={"token": link})
            page = client.get(url)
            assert "It is not because of you." in page.text and WORD not in page.text
            assert page["X-Robots-Tag"] == "noindex"
            assert client.get(f"{url}call/").url == url
            assert client.get(f"{url}appointment.ics").status_code == 404
            assert client.post(url, {"do": "withdraw", "sure": "1"}).status_code == 200
        follow_inquiries(at + 31 * DAY)
        assert Farewell.objects.count() == 0
        assert client.get(reverse("directory:sent", kwargs={"token": token})).status_code == 404

    def test_is_not_written_to_where_nothing_is_open(self, full, write, ben, at, mailoutbox, commit):
        row, _token = write(to=full)
        answering.answer_inquiry(inquiry=row, answer="cannot", by=ben, at=at)
        mailoutbox.clear()
        with commit():
            erase(full, at=at)
        assert [one for one in mailoutbox if one.to == ["wren@example.org"]] == []
        assert Farewell.objects.count() == 1

    def test_who_is_blocked_is_told_what_everybody_is(self, full, write, ben, client, at, mailoutbox, commit):
        answering.block_sender(inquiry=write(to=full, address="sam@example.org")[0], by=ben, at=at)
        _held, blocked = write(to=full, address="sam@example.org", line="again")
        _free, free = write(to=full, address="lark@example.org")
        mailoutbox.clear()
        with commit():
            erase(full, at=at)
        assert sorted(one.to[0] for one in mailoutbox if one.subject == "Your enquiry") == [
            "lark@example.org", "sam@example.org", "sam@example.org",
        ]  # fmt: skip
        pages = [client.get(reverse("directory:sent", kwargs={"token": token})) for token in (blocked, free)]
        assert pages[0].status_code == pages[1].status_code == 200
        assert "It is not because of you." in pages[0].text and "It is not because of you." in pages[1].text

    def test_hears_nothing_twice(self, full, write, at, mailoutbox, commit):
        write(to=full)
        with commit():
            erase(full, at=at)
        sent = len(mailoutbox)
        mail_farewell.func(Farewell.objects.get().pk)
        assert len(mailoutbox) == sent


class TestWhatCannotBeDoneAtOnce:
    def test_is_done_when_the_key_store_is_back(self, full, write, at, settings, commit, monkeypatch, tmp_path):
        row, _token = write(to=full, channel="text", address="+44 7700 900123")

        def away(key_id):
            raise KeyStoreError("away")

        with monkeypatch.context() as broken:
            broken.setattr("feltwork.apps.directory.sealed.destroy_key", away)
            with commit():
                erase(full, at=at)
            finish_erasing(at)
        assert set(Leftover.objects.values_list("kind", "name")) == {("key", row.key_id)}
        assert Profile.objects.filter(pk=full.pk).count() == 0

        finish_erasing(at + DAY)
        assert (Leftover.objects.count(), keys_of(settings)) == (0, [])

    def test_does_not_keep_the_page_where_no_message_can_be_opened(self, full, write, at, commit, settings, tmp_path):
        write(to=full)
        settings.KEYS_FOLDER = tmp_path / "empty"
        stores._store.cache_clear()
        with commit():
            erase(full, at=at)
        assert not Profile.objects.filter(pk=full.pk).exists()
        assert Farewell.objects.get().sealed is None  # nobody can be written to; the link says it

    def test_a_word_of_long_before_goes_with_the_rest(self, full, at, commit):
        """The list of words may hold what a page once said, by a way that tells it nothing; the worker clears it."""
        for headline in ("I say Plumbagowort.", "I say no more."):
            Profile.objects.filter(pk=full.pk).update(headline=headline)
            search.put(queries.listing_of(full, at), at=at)
        with commit():
            erase(full, at=at)
        assert IndexWord.objects.filter(word="plumbagowort").exists()
        sweep(thoroughly=True)
        assert places_with("plumbagowort") == []
        assert IndexWord.objects.filter(word="lund").exists()


class TestWhoMay:
    def test_the_owner_and_for_them_the_school(self, full, carla, ruth, at):
        for why, by in (("own", carla), ("own", ruth), ("asked", full.owner)):
            with pytest.raises(PermissionDenied):
                actions.erase_profile(profile=full, why=why, by=by, at=at)
        assert actions.erase_profile(profile=full, why="asked", by=ruth, at=at).why == "asked"

    def test_the_page_says_what_goes_and_needs_a_tick_and_a_proof(self, full, write, client, sign_in, ben, at):
        write(to=full)
        url = reverse("directory-desk:erase", kwargs={"school": "alder-house"})
        sign_in(ben)
        assert "/accounts/step-up/" in client.get(url)["Location"]
        sign_in(ben, fresh=True)
        page = client.get(url).text
        assert "1 person waits for an answer or a call" in page
        assert "1 report that the school has not answered" in page
        assert "Please tick the box if the page is to be erased for good." in client.post(url).text
        assert Profile.objects.filter(pk=full.pk).exists()

        answer = client.post(url, {"sure": "on"}, follow=True)
        assert "Your page is erased." in answer.text and "Begin a draft" in answer.text
        assert not Profile.objects.filter(pk=full.pk).exists()

    def test_staff_erase_for_somebody_and_never_their_own(self, full, client, sign_in, ruth, farid, alma, school, at):
        mine = list_person(ruth, school=school)
        url, own = (
            reverse("directory-desk:erase-for-owner", kwargs={"school": "alder-house", "uuid": one.uuid})
            for one in (full, mine)
        )
        pages = reverse("directory-desk:pages", kwargs={"school": "alder-house"})
        assert [sign_in(farid, fresh=True).get(one).status_code for one in (url, pages)] == [404, 404]
        assert [sign_in(alma, fresh=True).get(one).status_code for one in (url, pages)] == [403, 403]
        sign_in(ruth, fresh=True)
        assert client.get(own).status_code == 403
        listed = client.get(pages, {"name": "kanarien"}).text
        assert (url in listed, own in listed) == (True, False)
        assert "Nobody of this name" in client.get(pages, {"name": "zzz"}).text

        assert client.post(url, {"sure": "on"}).status_code == 200  # without a reason
        assert Profile.objects.filter(pk=full.pk).exists()
        client.post(url, {"sure": "on", "why": "asked"})
        assert Erasure.objects.get().why == "asked"
        assert AuditRecord.objects.get(code="directory.erase").by == ruth

    def test_a_list_costs_the_same_for_one_and_for_three(
        self, full, client, sign_in, ruth, school, django_assert_num_queries
    ):
        url = reverse("directory-desk:pages", kwargs={"school": "alder-house"})
        sign_in(ruth)
        client.get(url)
        for _more in range(2):
            with django_assert_num_queries(6):
                client.get(url)
            list_person(UserFactory(), school=school)

    def test_the_operator_when_an_account_is_closed(self, full, ben, at):
        ben.is_active = False
        ben.save()
        out = io.StringIO()
        call_command("directory-erase", ben.email, stdout=out)
        assert "Erased" in out.getvalue()
        assert (Erasure.objects.get().why, AuditRecord.objects.get(code="directory.erase").by) == ("account", None)
        assert places_with(WORD) == ["directory_report.words"]  # one that waits for the school
        for wrong in (ben.email, "nobody@example.org"):
            with pytest.raises(CommandError):
                call_command("directory-erase", wrong)


def parts(folder):
    """What tantivy says of its parts: how many rows each has, and which of them were taken out."""
    return json.loads((folder / "engine" / "tantivy" / "meta.json").read_text())["segments"]


def keys_of(settings):
    return sorted(path.name for path in settings.KEYS_FOLDER.glob("data-*.key"))
