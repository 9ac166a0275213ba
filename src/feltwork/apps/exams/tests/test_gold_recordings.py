"""A training case that is a recording: consent before bytes, a panel before an agreement, and what ends it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from feltwork.apps.exams import vault
from feltwork.apps.exams.actions import draws, gold, gold_recordings
from feltwork.apps.exams.models import GoldCase, GoldConsent, GoldRecording, GoldTry
from feltwork.apps.exams.queries import gold as queries
from feltwork.apps.exams.queries.training import cases_for, counted_tries, readiness_of
from feltwork.apps.exams.tasks.practical import follow_recordings
from feltwork.apps.exams.tests.practical_fixtures import *  # noqa: F403
from feltwork.apps.exams.tests.practical_world import (
    PDF,
    VIDEO,
    agree,
    as_post,
    make_examination,
    rate_for_panel,
    reasoned,
    recorded_case,
    sheet,
    statement_of_case,
)
from feltwork.apps.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(school, carla, ruth, at):
    return recorded_case(school=school, by=carla, reader=ruth, at=at)


@pytest.fixture
def used(case, carla, nils, ruth, at):
    """Rated apart by Carla and Nils, agreed on, and used in the training."""
    rate_for_panel(case, carla, sheet(2), at=at)
    rate_for_panel(case, nils, sheet(2, titration=3), at=at)
    agree(case, sheet(2), by=carla, at=at)
    return gold.open_case(case=case, is_open=True, by=carla, at=at)


@pytest.fixture
def rosa_rates(rosa, cohort, ruth, at):
    draws.appoint_rater(examination=make_examination(cohort=cohort, by=ruth, at=at), user=rosa, by=ruth, at=at)
    return rosa


@pytest.fixture
def page(school, sign_in):
    def make(user, name, *, post=None, fresh=False, **kwargs):
        browser = sign_in(user, fresh=fresh, with_client=Client())
        where = reverse(f"exams:{name}", kwargs={"school": school.slug, **kwargs})
        return browser.get(where) if post is None else browser.post(where, post)

    return make


def rate(case, user, data, *, at):
    row = gold.begin_try(case=case, by=user, at=at)
    gold.save_try(gold_try=row, post=as_post(data), by=user, at=at)
    return gold.submit_try(gold_try=row, by=user, at=at)


def test_no_recording_comes_before_everybody_in_it_agrees(school, carla, at):
    case = gold.add_case(
        school=school, title="Filmed", language="en", text="", agreed_by="", way="recording", by=carla, at=at
    )
    statement_of_case(case, by=carla, at=at)
    given = {"case": case, "size": 100, "mark": "one", "by": carla, "at": at}
    with pytest.raises(ValidationError) as refused:  # who worked with the client has said nothing
        gold_recordings.begin_case_recording(**given)
    assert refused.value.code == "consent"
    gold_recordings.agree_oneself(case=case, by=carla, at=at)
    assert gold_recordings.begin_case_recording(**given).case == case


def test_whoever_sent_a_statement_does_not_read_it(school, carla, ruth, at):
    case = gold.add_case(
        school=school, title="Filmed", language="en", text="", agreed_by="", way="recording", by=carla, at=at
    )
    consent = statement_of_case(case, by=carla, at=at)
    with pytest.raises(ValidationError) as refused:
        gold_recordings.check_agreement(consent=consent, is_sound=True, by=carla, at=at)
    assert refused.value.code == "own"
    assert gold_recordings.check_agreement(consent=consent, is_sound=True, by=ruth, at=at).checked_by == ruth


def test_nobody_rates_what_cannot_be_watched(school, carla, nils, ruth, page, at):
    case = recorded_case(school=school, by=carla, reader=ruth, at=at)
    statement_of_case(case, by=carla, at=at)  # another one, which nobody has read
    with pytest.raises(ValidationError) as refused:
        gold.begin_try(case=case, is_panel=True, by=nils, at=at)
    assert refused.value.code == "watch"
    assert page(nils, "gold-panel", uuid=case.uuid).status_code == 302


def test_it_lies_sealed_and_goes_on_the_first_day_that_somebody_named(case, at, settings):
    row = queries.recording_for(case)
    assert (row.content_type, row.expires_on) == ("video/mp4", at.date() + timedelta(days=90))
    stored = b"".join(path.read_bytes() for path in settings.RECORDINGS_FOLDER.rglob("*.box"))
    assert b"ftyp" not in stored


def test_what_is_missing_is_said_step_by_step(case, carla, nils, at):
    assert queries.lacks_of(case, at) == ("ratings", "reasons", "panel")
    rate_for_panel(case, carla, sheet(2), at=at)
    with pytest.raises(ValidationError):
        gold.open_case(case=case, is_open=True, by=carla, at=at)
    rate_for_panel(case, nils, sheet(2), at=at)
    case.refresh_from_db()
    assert queries.lacks_of(case, at) == ("ratings", "reasons")
    assert queries.lacks_of(agree(case, sheet(2), by=carla, at=at), at) == ()


def test_the_panel_rates_apart_and_reads_each_other_afterwards(case, carla, nils, ruth, at):
    rate_for_panel(case, carla, sheet(2), at=at)
    assert not queries.panel_of(case, nils, rates=True).may_read
    rate_for_panel(case, nils, sheet(2, titration=3, sibam=None), at=at)
    panel = queries.panel_of(case, nils, rates=True)
    assert (panel.may_read, len(panel.sheets), queries.apart_in(panel)) == (True, 2, 4)
    assert queries.panel_of(case, ruth, rates=False).may_read  # never rates
    draft = queries.draft_of(case, panel)
    assert set(draft["ratings"]) == set(sheet(2)["ratings"]) - {"titration", "sibam"}


def test_a_rater_watches_rates_and_sees_where_they_differ(used, rosa_rates, page, at):
    uuid = used.uuid
    assert [row.case for row in cases_for(rosa_rates, at)] == [used]
    answer = page(rosa_rates, "gold-video", uuid=uuid)
    assert b"".join(answer.streaming_content) == VIDEO
    text = page(rosa_rates, "gold-case", uuid=uuid).content.decode()
    assert "<video" in text
    assert "Because of what was seen" not in text
    post = as_post(sheet(2, titration=0, pendulation=3, orienting=1)) | {"act": "hand-in"}
    assert page(rosa_rates, "gold-case", uuid=uuid, post=post).status_code == 302
    text = page(rosa_rates, "gold-case", uuid=uuid).content.decode()
    assert "Because of what was seen: titration." in text
    assert "Because of what was seen: stop_signal." in text
    assert text.count("Far apart") == 6
    assert "Weighted agreement" in text


def test_weighted_agreement_is_over_the_cases_that_count_and_has_no_interval(used, rosa_rates, at):
    mixed = sheet(2, titration=1, pendulation=3, orienting=1, sibam=3, safety=1)
    agree(used, mixed, by=used.by, at=at, why="Seen again, more closely.")
    row = rate(used, rosa_rates, mixed, at=at)
    found = queries.nearness_of(counted_tries(rosa_rates, at))
    assert (found.value, found.low, found.n, found.why) == (1.0, None, 24, "one_rater")
    assert row.agreed.number == 2


def test_whoever_agreed_on_it_does_not_train_on_it_and_their_sheet_does_not_count(used, nils, cohort, ruth, at):
    draws.appoint_rater(examination=make_examination(cohort=cohort, by=ruth, at=at), user=nils, by=ruth, at=at)
    assert cases_for(nils, at) == []
    assert readiness_of(nils, at).sessions == 0


def test_only_people_who_are_appointed_to_rate_see_it(used, ben, rosa_rates, dino, greta, alma, farid, page):
    uuid = used.uuid
    assert page(ben, "gold-case", uuid=uuid).status_code == 404  # a provider, not appointed
    assert page(ben, "gold-video", uuid=uuid).status_code == 404
    assert page(rosa_rates, "gold-video", uuid=uuid).status_code == 200
    assert page(dino, "gold-video", uuid=uuid).status_code == 200  # keeps the cases
    for user, status in ((greta, 403), (alma, 403), (farid, 404)):
        assert page(user, "gold-video", uuid=uuid).status_code == status


def test_other_ratings_are_another_version_and_old_tries_keep_theirs(used, rosa_rates, carla, at):
    row = rate(used, rosa_rates, sheet(2), at=at)
    with pytest.raises(ValidationError) as refused:
        agree(used, sheet(3), by=carla, at=at)
    assert "why" in refused.value.error_dict
    agree(used, sheet(3), by=carla, at=at, why="Seen again, more closely.")
    assert [one.number for one in queries.versions_of(used)] == [2, 1]
    row.refresh_from_db()
    assert queries.agreed_of(row)["ratings"]["safety"]["adherence"] == 2
    with pytest.raises(ValidationError):  # the session itself stays
        gold.change_case(
            case=used, title="Another", language="en", text="", agreed_by="Two", reasons="", post={}, by=carla, at=at
        )


def test_an_agreement_taken_back_destroys_the_recording_and_retires_the_case(
    used, rosa_rates, carla, page, at, django_capture_on_commit_callbacks
):
    recording = queries.recording_for(used)
    consent = GoldConsent.objects.get(who="client")
    with django_capture_on_commit_callbacks(execute=True):
        gold_recordings.end_agreement(consent=consent, by=carla, at=at)
    used.refresh_from_db()
    recording.refresh_from_db()
    assert (used.is_open, used.retired, recording.removed) == (False, "consent", "consent")
    assert vault.owners() == []  # the statement is gone, too
    assert Notice.objects.filter(code="exams.case_retired").count() == 1
    assert page(rosa_rates, "gold-case", uuid=used.uuid).status_code == 404
    assert page(carla, "gold-edit", uuid=used.uuid).status_code == 200
    with pytest.raises(ValidationError):
        gold.open_case(case=used, is_open=True, by=carla, at=at)


def test_a_client_who_says_no_in_their_file_ends_it(school, carla, ruth, at, monkeypatch):
    from feltwork.apps.practice.tests.factories import ClientFactory

    case = recorded_case(school=school, by=carla, reader=ruth, at=at)
    client = ClientFactory(school=school)
    GoldConsent.objects.filter(who="client").update(client=client, kind="file")
    gold_recordings.end_agreements_of(client=client, by=None, at=at)
    case.refresh_from_db()
    assert case.retired == "consent"


def test_its_day_comes_and_it_goes_by_itself(used, at):
    follow_recordings(at + timedelta(days=70))
    assert Notice.objects.filter(code="exams.case_expires").count() == 1
    used.refresh_from_db()
    assert used.is_open
    follow_recordings(at + timedelta(days=91))
    used.refresh_from_db()
    assert (used.is_open, used.retired) == (False, "expired")
    assert GoldRecording.objects.get().removed == "expired"


def test_the_job_leaves_what_is_in_use_on_the_disk(used, at, settings):
    import os

    old = (at - timedelta(days=3)).timestamp()
    for folder in settings.RECORDINGS_FOLDER.iterdir():
        os.utime(folder, (old, old))
    kept = set(vault.owners())
    follow_recordings(at)
    assert set(vault.owners()) == kept
    assert len(kept) == 2  # the recording and the statement


def test_a_statement_that_is_not_sound_takes_the_recording_along(used, carla, ruth, at):
    again = statement_of_case(used, by=carla, at=at, days=400)
    assert queries.recording_for(used).expires_on == at.date() + timedelta(days=400)
    assert not queries.has_video(used, at)  # nobody has read the new one
    gold_recordings.check_agreement(consent=again, is_sound=False, by=ruth, at=at)
    used.refresh_from_db()
    assert (used.is_open, used.retired_at, queries.recording_for(used)) == (False, None, None)


def test_all_of_it_by_the_pages_without_scripts(school, carla, nils, ruth, page, at):
    made = page(carla, "gold-new", post=None)
    assert "A recording" in made.content.decode()
    where = reverse("exams:gold-new", kwargs={"school": school.slug}) + "?way=recording"
    browser = Client()
    browser.force_login(carla)
    form = {"title": "Filmed", "language": "en", "text": "", "agreed_by": "Carla and Nils", "reasons": ""}
    assert browser.post(where, form).status_code == 302
    uuid = GoldCase.objects.get().uuid
    assert page(carla, "gold-agreement", uuid=uuid, post={"kind": "own"}).status_code == 302
    statement = {
        "kind": "statement", "who": "client", "file": SimpleUploadedFile("signed.pdf", PDF),
        "signed_on": "2026-11-18", "until": "2099-01-31",
    }  # fmt: skip
    assert page(carla, "gold-agreement", uuid=uuid, post=statement).status_code == 302
    whole = {"file": SimpleUploadedFile("session.mp4", VIDEO, content_type="video/mp4")}
    assert page(carla, "gold-recording", uuid=uuid, post=whole).status_code == 302
    consent = GoldConsent.objects.get(who="client")
    assert page(carla, "gold-video", uuid=uuid).status_code == 404  # not read yet
    assert page(ruth, "gold-statement", fresh=True, uuid=consent.uuid).content == PDF
    page(ruth, "gold-agreement-check", uuid=consent.uuid, post={"sound": "yes"})
    for user in (carla, nils):
        assert page(user, "gold-panel", uuid=uuid).status_code == 200
        page(user, "gold-panel", uuid=uuid, post=reasoned(sheet(2)) | {"act": "hand-in"})
    assert GoldTry.objects.filter(is_panel=True, submitted_at__isnull=False).count() == 2
    text = page(carla, "gold-edit", uuid=uuid).content.decode()
    assert text.count("The panel:") == 26
    assert page(carla, "gold-edit", uuid=uuid, post=form | reasoned(sheet(2))).status_code == 302
    assert page(carla, "gold-edit", uuid=uuid, post={"act": "open"}).status_code == 302
    assert GoldCase.objects.get().is_open


def test_a_refused_change_loses_nothing_that_was_typed(used, carla, page):
    form = {"title": "", "language": "en", "text": "", "agreed_by": "Two", "reasons": ""}
    text = page(carla, "gold-edit", uuid=used.uuid, post=form | reasoned(sheet(1)) | {"w-safety": "Typed at length."})
    assert text.status_code == 200
    assert "Typed at length." in text.content.decode()


def test_pieces_come_by_scripts_and_the_same_file_goes_on(school, carla, sign_in, at):
    case = gold.add_case(
        school=school, title="Filmed", language="en", text="", agreed_by="", way="recording", by=carla, at=at
    )
    statement_of_case(case, by=carla, at=at, days=9999)
    gold_recordings.agree_oneself(case=case, by=carla, at=at)
    browser = sign_in(carla)
    begin = reverse("exams:gold-upload-begin", kwargs={"school": school.slug, "uuid": case.uuid})
    told = browser.post(begin, {"size": len(VIDEO), "mark": "abc"}).json()

    def put(number):
        content = VIDEO[number * vault.PIECE : (number + 1) * vault.PIECE]
        return browser.post(f"{told['piece']}?n={number}", content, content_type="application/octet-stream")

    assert put(1).json() == {"have": 1}
    assert browser.post(told["finish"]).status_code == 422
    assert browser.post(begin, {"size": len(VIDEO), "mark": "abc"}).json()["have"] == [1]
    assert put(0).status_code == 200
    assert browser.post(told["finish"]).json() == {"ready": True}


def test_the_list_of_cases_takes_the_same_queries_for_one_and_three(school, carla, ruth, at, page):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked():
        with CaptureQueriesContext(connection) as caught:
            assert page(ruth, "gold-cases").status_code == 200
        return len(caught)

    recorded_case(school=school, by=carla, reader=ruth, at=at)
    page(ruth, "gold-cases")
    one = asked()
    for _number in range(2):
        recorded_case(school=school, by=carla, reader=ruth, at=at)
    assert asked() == one
