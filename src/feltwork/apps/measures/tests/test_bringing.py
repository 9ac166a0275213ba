"""Answers of another system get into the right file, once, with scores of our own; else the page says why not."""

import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.measures import actions
from feltwork.apps.measures.hands import hands_of_file
from feltwork.apps.measures.models import Alert, Asking, Result
from feltwork.apps.measures.queries.bringing import preview_of
from feltwork.apps.measures.queries.reading import cards_of
from feltwork.core.measures import instrument
from feltwork.core.measures.fhir import read_answers, to_response

pytestmark = pytest.mark.django_db
GAD, PHQ = instrument("gad-7"), instrument("phq-9")


@pytest.fixture
def file(opened, ben, eva):
    return opened(ben, eva.file)


def response(of=GAD, level=2, day="2026-03-02", **more):
    answers = {item.id: level for item in of.items if not item.optional}
    return {**to_response(of, answers, id=f"r-{of.id}-{day}"), "authored": day, **more}


def bundle(*resources):
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in resources]}


def preview(file, *resources):
    return preview_of(file, read_answers(json.dumps(bundle(*resources)).encode()))


def to(name, practice, eva):
    return reverse(f"measures:{name}", kwargs={"school": practice.slug, "uuid": eva.file.uuid})


def upload(client, practice, eva, content):
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    given = SimpleUploadedFile("answers.json", data, "application/fhir+json")
    return client.post(to("bring", practice, eva), {"file": given})


def test_nothing_is_kept_before_it_is_confirmed_and_then_it_stands_in_the_line(practice, file, ben, eva, sign_in):
    client = sign_in(ben)
    both = bundle(response(level=2, day="2026-03-02"), response(level=1, day="2026-04-06"))
    page = upload(client, practice, eva, both)
    assert ("2 sheets can be kept." in page.text, Result.objects.count()) == (True, 0)
    client.post(to("bring-keep", practice, eva), {"answers": page.context["sealed"]})
    (card,) = cards_of(hands_of_file(file))
    assert [(row.day, row.values, row.marks) for row in card.rows] == [
        ("6 April 2026", ("7",), "brought in"), ("2 March 2026", ("14",), "brought in"),
    ]  # fmt: skip
    assert set(Asking.objects.values_list("entered_by", "state")) == {("brought", "done")}
    assert AuditRecord.objects.get(code="measures.bring_answers").facts == {"count": 2}


def test_the_same_sheet_is_kept_once_however_often_it_is_handed_in(file, ben, at):
    first = preview(file, response(), response())
    assert [one.state for one in first.lines] == ["new", "double"]
    sheets = [one.sheet for one in first.new]
    actions.bring_answers(file=file, sheets=sheets, by=ben, at=at)
    assert actions.bring_answers(file=file, sheets=sheets, by=ben, at=at) == []
    assert [one.state for one in preview(file, response()).lines] == ["double"]
    other = preview(file, response(level=1)).lines[0]
    assert (other.state, other.code) == ("fault", "other_there")


def test_a_sheet_of_summer_is_the_same_one_again(file, ben, at):
    """Told in summer time here and in UTC by the database, it was taken for another one."""
    sheets = [one.sheet for one in preview(file, response(day="2026-06-02")).new]
    actions.bring_answers(file=file, sheets=sheets, by=ben, at=at)
    assert [one.state for one in preview(file, response(day="2026-06-02")).lines] == ["double"]


def test_what_went_out_of_this_file_is_known_again(file, ben, at):
    made = actions.enter_scores(
        file=file, instrument_id="gad-7", answers={GAD.items[0].id: 1}, answered_at=at, by=ben, at=at
    )
    own = {**to_response(GAD, {GAD.items[0].id: 1}, id=str(made.uuid), authored=at)}
    assert preview(file, own).lines[0].state == "double"


def test_their_score_stands_beside_ours_and_is_not_taken(file):
    theirs = response()
    theirs["item"].append({"linkId": "70274-6", "answer": [{"valueInteger": 13}]})
    (line,) = preview(file, theirs).lines
    assert (line.scores, line.remarks) == ((("Total", "14"),), ("The other system says 13.",))


def test_answers_of_several_people_are_refused_as_a_whole(file):
    found = preview(file, response(subject={"reference": "Patient/1"}), response(subject={"reference": "Patient/2"}))
    assert found.against == "several_people"


@pytest.mark.parametrize(
    ("born", "name", "against", "doubt"),
    [
        ("1901-01-01", "Eva", "another_person", ""),
        (None, "Somebody Else", "", "name"),
        (None, "", "", "nobody"),
    ],
)
def test_whose_answers_they_are_is_compared_with_the_file(file, born, name, against, doubt):
    file.__dict__["identity"] = {**file.identity, "born_on": "1990-05-06"}
    person = {"resourceType": "Patient", "id": "1", "name": [{"text": name}], "birthDate": born}
    found = preview(file, response(subject={"reference": "Patient/1"}), person)
    assert (found.against, found.doubt) == (against, doubt)


def test_the_id_of_another_client_here_is_another_person(file, practice, ben, at):
    from feltwork.apps.practice.tests.factories import ClientFactory

    other = ClientFactory(school=practice, clinician=ben)
    assert preview(file, response(subject={"reference": f"urn:uuid:{other.uuid}"})).against == "another_person"
    own = preview(file, response(subject={"reference": f"urn:uuid:{file.client.uuid}"}))
    assert (own.against, own.doubt) == ("", "")


def test_a_refused_file_cannot_be_kept_and_each_sheet_says_why(practice, ben, eva, sign_in):
    both = bundle(
        response(subject={"reference": "Patient/1"}),
        response(subject={"reference": "Patient/2"}, questionnaire="https://example.org/Questionnaire/none", item=[]),
    )
    page = upload(sign_in(ben), practice, eva, both)
    assert ("of several people" in page.text, "bring/keep" in page.text) == (True, False)
    assert "https://example.org/Questionnaire/none" in page.text


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"{", "This is no valid JSON."), (b'{"resourceType": "Patient"}', "no QuestionnaireResponse is in it")],
)
def test_a_file_that_is_none_says_so(practice, ben, eva, sign_in, content, said):
    page = upload(sign_in(ben), practice, eva, content)
    assert (page.status_code, said in page.text) == (422, True)


def test_days_to_come_and_what_the_licence_forbids_are_not_kept(file, policy, ben, at):
    later = (at + timedelta(days=3)).date().isoformat()
    state, licensed = preview(file, response(day=later)).lines[0], response(instrument("core-10"))
    assert (state.state, state.code) == ("fault", "to_come")
    policy.use = "commercial"
    policy.save(update_fields=["use"])
    assert preview(file, licensed).lines[0].code == (
        "" if "commercial" in instrument("core-10").licence.allows else "licence"
    )


def test_an_answer_that_means_risk_is_passed_on(file, policy, ben, at):
    found = preview(file, response(PHQ, level=1))
    assert [one.is_risk for one in found.lines] == [True]
    actions.bring_answers(file=file, sheets=[one.sheet for one in found.new], by=ben, at=at)
    assert Alert.objects.get().asking.entered_by == "brought"


def test_a_moment_keeps_its_hour_and_a_day_gets_its_noon(file):
    exact = response(authored="2026-03-02T08:30:00+01:00")
    first, second = preview(file, exact, response(day="2026-03-03")).lines
    assert first.sheet.at == datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
    assert (second.sheet.at.hour, second.day) == (12, "3 March 2026")


def test_what_was_looked_at_for_one_file_is_not_kept_in_another(practice, file, ben, eva, sign_in, at):
    from feltwork.apps.measures.forms.bringing import KeepAnswersForm

    sealed = KeepAnswersForm.sealed(preview(file, response()).new, "00000000-0000-4000-8000-000000000000")
    client = sign_in(ben)
    assert client.post(to("bring-keep", practice, eva), {"answers": sealed}).status_code == 404
    client.post(to("bring-keep", practice, eva), {"answers": sealed + "x"})
    assert Result.objects.count() == 0


def test_strangers_and_the_client_bring_nothing_in(practice, eva, farid, sign_in):
    assert sign_in(farid).get(to("bring", practice, eva)).status_code == 404
    assert sign_in(eva).get(to("bring", practice, eva)).status_code in {403, 404}


def command(practice, eva, path, *more, by="ben@example.org"):
    out = io.StringIO()
    words = ["bring-answers", str(path), "--school", practice.slug, "--client", str(eva.file.uuid), "--by", by]
    call_command("measures", *words, *more, stdout=out)
    return out.getvalue()


def test_the_command_looks_first_keeps_once_and_shows_no_answers(practice, ben, eva, tmp_path):
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(bundle(response(), response(level=1, day="2026-04-06"))))
    assert "can be kept" in command(practice, eva, path, "--check")
    with pytest.raises(CommandError, match="--sure"):
        command(practice, eva, path)
    assert Result.objects.count() == 0

    said = command(practice, eva, path, "--sure")
    assert ("2 sheets were brought in." in said, "14" in said) == (True, False)
    assert AuditRecord.objects.get(code="measures.bring_answers").by_id == ben.pk
    again = command(practice, eva, path, "--sure")
    assert (again.count("there already"), "0 sheets" in again, Result.objects.count()) == (2, True, 2)


def test_the_command_refuses_strangers_files_and_what_is_none(practice, ben, eva, farid, tmp_path):
    path = tmp_path / "answers.json"
    path.write_text("{}")
    with pytest.raises(CommandError, match="There is no file"):
        command(practice, eva, path, by=farid.email)
    with pytest.raises(CommandError, match="no FHIR"):
        command(practice, eva, path)
    with pytest.raises(CommandError, match="No such file"):
        command(practice, eva, tmp_path / "missing.json")
