"""The pages of the practical examination: who comes where, and what they never see."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from feltwork.apps.exams import vault
from feltwork.apps.exams.actions import practicals
from feltwork.apps.exams.actions.practical_results import decide_practical
from feltwork.apps.exams.models import PracticalConsent, Recording
from feltwork.apps.exams.tests.practical_fixtures import *  # noqa: F403
from feltwork.apps.exams.tests.practical_world import PDF, VIDEO, as_post, rate, send, sheet, state_consent

pytestmark = pytest.mark.django_db


def url(name, school, **kwargs):
    return reverse(f"exams:{name}", kwargs={"school": school.slug, **kwargs})


@pytest.fixture
def page(school, sign_in):
    """`page(alma, "practical", uuid=…)`, `page(alma, "…", post={…})`."""

    def make(user, name, *, post=None, fresh=False, **kwargs):
        browser = sign_in(user, fresh=fresh, with_client=Client())
        where = url(name, school, **kwargs)
        return browser.get(where) if post is None else browser.post(where, post)

    return make


def test_a_candidate_goes_all_the_way_without_scripts(world, alma, page, at, today):
    uuid = world.practical.uuid
    assert "Before anything is sent" in page(alma, "practical", uuid=uuid).content.decode()
    statement = {
        "kind": "statement", "file": SimpleUploadedFile("signed.pdf", PDF), "signed_on": "2026-11-18",
        "until": "2099-01-31",
    }  # fmt: skip
    assert page(alma, "practical-consent", uuid=uuid, post=statement).status_code == 302
    whole = {"file": SimpleUploadedFile("session.mp4", VIDEO, content_type="video/mp4")}
    assert page(alma, "practical-recording", uuid=uuid, post=whole).status_code == 302
    row = Recording.objects.get()
    assert (row.size_bytes, row.content_type, row.ready_at is not None) == (len(VIDEO), "video/mp4", True)
    answer = page(alma, "practical-video", uuid=uuid)
    assert b"".join(answer.streaming_content) == VIDEO
    assert page(alma, "practical-hand-in", uuid=uuid, post={}).status_code == 302
    assert "reads the statement of consent first" in page(alma, "practical", uuid=uuid).content.decode()


def test_what_is_refused_leaves_nothing_on_the_disk(world, alma, page, settings):
    whole = {"file": SimpleUploadedFile("session.mp4", VIDEO, content_type="video/mp4")}
    answer = page(alma, "practical-recording", uuid=world.practical.uuid, post=whole)  # no consent yet
    assert answer.status_code == 200
    assert "consent has to be here" in answer.content.decode()
    assert vault.owners() == []
    assert not any(settings.KEYS_FOLDER.glob("data-*"))


def test_a_form_without_its_token_is_refused_and_leaves_nothing(world, alma, school, at):
    state_consent(world.practical, by=alma, at=at)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alma)
    kept = set(vault.owners())
    whole = {"file": SimpleUploadedFile("session.mp4", VIDEO)}
    answer = browser.post(url("practical-recording", school, uuid=world.practical.uuid), whole)
    assert answer.status_code == 403
    assert set(vault.owners()) == kept


def test_pieces_come_by_scripts_and_the_same_file_goes_on(world, alma, school, sign_in, at):
    state_consent(world.practical, by=alma, at=at)
    browser = sign_in(alma)
    begin = url("practical-upload-begin", school, uuid=world.practical.uuid)
    told = browser.post(begin, {"size": len(VIDEO), "mark": "abc"}).json()
    assert (told["piece_bytes"], told["have"]) == (vault.PIECE, [])

    def put(number):
        content = VIDEO[number * vault.PIECE : (number + 1) * vault.PIECE]
        return browser.post(f"{told['piece']}?n={number}", content, content_type="application/octet-stream")

    assert put(0).json() == {"have": 0}
    assert browser.post(told["finish"]).status_code == 422
    assert browser.post(begin, {"size": len(VIDEO), "mark": "abc"}).json()["have"] == [0]
    assert put(1).status_code == 200
    assert put(7).status_code == 422
    assert browser.post(told["finish"]).json() == {"ready": True}


@pytest.mark.parametrize(
    ("asked", "status", "start", "end"),
    [
        ("bytes=0-99", 206, 0, 100),
        ("bytes=1048570-1048581", 206, 1_048_570, 1_048_582),  # over the edge of a piece
        ("bytes=-16", 206, len(VIDEO) - 16, len(VIDEO)),
        ("bytes=1000-", 206, 1000, len(VIDEO)),
        (f"bytes={len(VIDEO)}-", 416, 0, 0),
        ("nonsense", 206, 0, len(VIDEO)),
    ],
)
def test_a_player_asks_for_parts(world, alma, school, sign_in, at, asked, status, start, end):
    state_consent(world.practical, by=alma, at=at)
    send(world.practical, by=alma, at=at)
    answer = sign_in(alma).get(url("practical-video", school, uuid=world.practical.uuid), headers={"range": asked})
    assert answer.status_code == status
    if status == 206:
        assert b"".join(answer.streaming_content) == VIDEO[start:end]
        assert answer["Content-Range"] == f"bytes {start}-{end - 1}/{len(VIDEO)}"


def test_another_site_cannot_embed_it(world, alma, school, sign_in, at):
    state_consent(world.practical, by=alma, at=at)
    send(world.practical, by=alma, at=at)
    where = url("practical-video", school, uuid=world.practical.uuid)
    assert sign_in(alma).get(where, headers={"sec-fetch-site": "cross-site"}).status_code == 403


def test_only_the_candidate_and_the_drawn_raters_watch(rated, page, alma, ruth, dino, greta, farid, at):
    uuid = rated.practical.uuid
    drawn = {rated.first.rater, rated.second.rater}
    for user in rated.people:
        assert page(user, "practical-video", uuid=uuid).status_code == (200 if user in drawn else 404)
    for user in (ruth, dino, greta):
        assert page(user, "practical-video", uuid=uuid).status_code == 403
    assert page(farid, "practical-video", uuid=uuid).status_code == 404
    rate(rated.first, sheet(2.5), at=at)
    assert page(rated.first.rater, "practical-video", uuid=uuid).status_code == 404  # handed in, and watched enough


def test_raters_cannot_see_each_other(rated, page, school, at):
    rate(rated.first, sheet(2.5), at=at)
    other = rated.second.rater
    assert page(other, "rating", uuid=rated.first.uuid).status_code == 404
    assert page(other, "rating-save", uuid=rated.first.uuid, post={"r-safety-adherence": "0"}).status_code == 404
    text = page(other, "rating", uuid=rated.second.uuid).content.decode()
    assert str(rated.first.rater) not in text
    assert str(rated.practical.enrolment.student) not in text
    assert "Calm and clear." not in text


def test_the_school_sees_who_rates_and_no_sheet_before_both_are_in(rated, page, ruth, at):
    uuid = rated.practical.uuid
    rate(rated.first, sheet(2.5), at=at)
    text = page(ruth, "practical-desk-one", uuid=uuid).content.decode()
    assert str(rated.first.rater) in text
    assert "Calm and clear." not in text
    rate(rated.second, sheet(2.5), at=at)
    assert "Calm and clear." in page(ruth, "practical-desk-one", uuid=uuid).content.decode()


def test_a_sheet_keeps_each_answer(rated, page):
    user = rated.first.rater
    kept = page(user, "rating-save", uuid=rated.first.uuid, post={"r-safety-adherence": "2.5"})
    assert kept.json() == {"version": 1, "left": 25}
    assert "25 questions open" in page(user, "rating", uuid=rated.first.uuid).content.decode()


def test_without_scripts_the_whole_sheet_goes_and_is_looked_over(rated, page):
    user, uuid = rated.first.rater, rated.first.uuid
    answer = page(user, "rating", uuid=uuid, post=as_post(sheet(2)) | {"act": "hand-in"})
    assert answer["Location"].endswith("/hand-in/")
    assert "Every question has an answer" in page(user, "rating-hand-in", uuid=uuid).content.decode()
    assert page(user, "rating-hand-in", uuid=uuid, post={}).status_code == 302
    rated.first.refresh_from_db()
    assert rated.first.submitted_at is not None
    assert page(user, "rating-save", uuid=uuid, post={"r-safety-adherence": "0"}).status_code == 409


def test_a_candidate_reads_the_result_in_words_and_no_names(rated, page, alma, ruth, at):
    for row in (rated.first, rated.second):
        rate(row, sheet(2.5), at=at)
    decide_practical(
        practical=rated.practical, outcome="passed", words="Well done.", roles=frozenset({"credentialing"}), by=ruth,
        at=at,
    )  # fmt: skip
    text = page(alma, "practical", uuid=rated.practical.uuid).content.decode()
    assert "Passed" in text
    assert "83.3" in text
    assert text.count('class="x-scale"') == 24
    assert "not validated" in text
    for row in (rated.first, rated.second):
        assert str(row.rater) not in text
        assert str(row.uuid) not in text


def test_deciding_asks_for_a_proof_first(rated, page, ruth, at):
    for row in (rated.first, rated.second):
        rate(row, sheet(2.5), at=at)
    given = {"uuid": rated.practical.uuid, "post": {"outcome": "passed", "words": ""}}
    assert "step-up" in page(ruth, "practical-decide", **given)["Location"]
    assert page(ruth, "practical-decide", fresh=True, **given).status_code == 302
    rated.practical.refresh_from_db()
    assert rated.practical.state == "decided"


def test_the_statement_is_opened_by_one_person_and_noted(world, page, alma, ruth, at):
    from feltwork.apps.audit.models import AuditRecord

    state_consent(world.practical, by=alma, at=at)
    answer = page(ruth, "practical-statement", fresh=True, uuid=world.practical.uuid)
    assert answer.content == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert AuditRecord.objects.get(code="exams.read_statement").by == ruth


def test_whoever_stands_close_is_named_by_ticking_and_not_drawn(world, page, alma, ben, at):
    uuid = world.practical.uuid
    page(alma, "practical-close-people", uuid=uuid, post={"people": [str(ben.uuid)]})
    from feltwork.apps.exams.queries.relations import pool_of

    assert dict(pool_of(world.practical, at).left_out)[ben] == {"said"}
    page(alma, "practical-close-people", uuid=uuid, post={})
    assert ben in pool_of(world.practical, at).free


def test_a_stranger_finds_nothing(rated, page, farid):
    for name in ("practical", "practical-consent", "practical-desk-one", "practical-decide"):
        assert page(farid, name, uuid=rated.practical.uuid).status_code == 404
    assert page(farid, "rating", uuid=rated.first.uuid).status_code == 404


def test_lists_take_the_same_queries_for_one_and_three(world, page, alma, ruth, cohort, at, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from feltwork.apps.exams.tests.practical_world import make_examination

    def asked(user, name):
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert page(user, name).status_code == 200
        return len(caught)

    page(ruth, "practicals")
    before = asked(ruth, "practicals"), asked(ruth, "raters")
    for number in range(2):
        other = make_examination(cohort=cohort, by=ruth, at=at, code=f"other-{number}")
        practicals.book_practical(examination=other, enrolment=alma.enrolment, way="live", by=alma, at=at)
    assert (asked(ruth, "practicals"), asked(ruth, "raters")) == before


def test_consents_are_never_two_at_a_time(world, alma, at):
    first = state_consent(world.practical, by=alma, at=at)
    state_consent(world.practical, by=alma, at=at)
    first.refresh_from_db()
    assert first.ended == "replaced"
    assert PracticalConsent.objects.filter(ended_at=None).count() == 1
