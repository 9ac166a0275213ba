"""The applicant's pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from feltwork.apps.admissions import actions
from feltwork.apps.admissions.models import Application
from feltwork.apps.schools.models import Programme
from feltwork.apps.schools.tests.factories import ProgrammeFactory

pytestmark = pytest.mark.django_db


def findings(page):
    return {one.code: one.met.value for one in page.context["findings"]}


def test_the_only_training_opens_at_once(client, url, school):
    assert client.get(url("eligibility")).headers["Location"] == url("eligibility", programme="se")
    ProgrammeFactory(school=school, name="Touch")
    assert [p.name for p in client.get(url("eligibility")).context["programmes"]] == ["Somatic Experiencing", "Touch"]


def test_anybody_can_choose_a_way_in(client, url, school):
    page = client.get(url("eligibility", programme="se"))
    choices = [str(label) for _code, label in page.context["routes"].fields["route"].choices]
    assert choices == [
        "I work in a health profession",
        "I work in another helping profession",
        "I am a graduate student in an internship",
    ]


def test_each_answer_is_met_not_met_for_a_person_or_missing(client, url, school):
    answers = {
        "route": "health_profession",
        "q_profession": "other",
        "q_degree": "yes",
        "q_licence": "no",
        "q_licence_until": "2020-01-01",
    }
    page = client.get(url("eligibility", programme="se"), answers)
    assert findings(page) == {
        "profession": "human",
        "degree": "met",
        "licence": "not_met",
        "licence_until": "not_met",
        "years_in_practice": "missing",
    }
    assert b"Clause 1.1" in page.content
    assert b"https://feltwork.example/alder-house/rules/2024-2" in page.content
    assert page.context["form"]["q_licence_until"].value() == "2020-01-01"


def test_a_complete_set_of_answers_says_that_one_can_apply(client, url, school):
    answers = {"route": "health_profession", "q_profession": "nursing", "q_degree": "yes", "q_licence": "yes"}
    page = client.get(url("eligibility", programme="se"), {**answers, "q_years_in_practice": "2,5"})
    assert page.context["in_short"] == "By what you say, you can apply this way."
    words = {one.code: (one.word, one.answer) for one in page.context["findings"]}
    assert words["years_in_practice"] == ("Met", "2½ years")
    assert words["licence_until"] == ("May stay empty", "")


@pytest.mark.parametrize("years", ["1e99999999", "many", "1/0", "-3"])
def test_an_answer_that_cannot_be_read_is_said_beside_it(years, client, url, school):
    page = client.get(url("eligibility", programme="se"), {"route": "health_profession", "q_years_in_practice": years})
    assert page.context["form"].errors == {"q_years_in_practice": ["Please write a number such as 1 or 2.5."]}
    assert findings(page)["years_in_practice"] == "missing"


def test_with_htmx_only_the_result_comes(client, url, school):
    asked = {"route": "health_profession", "q_profession": "nursing"}
    part = client.get(url("eligibility", programme="se"), asked, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith("<section")
    assert "<form" not in part


def test_an_unknown_way_in_shows_the_choice_again(client, url, school):
    page = client.get(url("eligibility", programme="se"), {"route": "magic"})
    assert page.context["routes"].errors
    assert "findings" not in page.context


def test_the_public_page_asks_the_database_three_times(client, url, school, django_assert_num_queries):
    asked = {"route": "health_profession"}
    client.get(url("eligibility", programme="se"), asked)
    with django_assert_num_queries(3):
        client.get(url("eligibility", programme="se"), asked)


def test_applying_needs_an_account_and_comes_back_with_the_answers(client, url, school):
    page = url("apply", programme="se") + "?route=health_profession&q_profession=nursing"
    answer = client.get(page)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("account_login"))
    assert "q_profession%3Dnursing" in answer.headers["Location"]


def test_what_was_answered_before_stands_in_the_form(url, eva, school, sign_in):
    page = sign_in(eva).get(url("apply", programme="se"), {"route": "health_profession", "q_profession": "nursing"})
    assert page.context["forms"].answers["q_profession"].value() == "nursing"
    assert not Application.objects.exists()


def test_first_the_way_in_then_the_questions(url, eva, school, sign_in):
    client = sign_in(eva)
    assert client.get(url("apply", programme="se")).templates[0].name == "admissions/route.html"
    answer = client.post(url("apply", programme="se"), {"act": "route", "route": "helping_profession"})
    assert answer.headers["Location"] == url("apply", programme="se")
    page = client.get(url("apply", programme="se"))
    assert page.context["route"].code == "helping_profession"
    assert client.post(url("apply", programme="se"), {"act": "route"}).context["routes"].errors == {
        "route": ["Which of these fits you?: please choose"]
    }


WORDS = {"route": "health_profession", "q_profession": "nursing", "q_years_in_practice": "4", "motivation": "My work."}


def test_a_draft_is_kept_at_any_time(url, eva, late, sign_in):
    client = sign_in(eva)
    answer = client.post(url("apply", programme="se"), {**WORDS, "cohort": late.pk, "act": "save"}, follow=True)
    application = Application.objects.get()
    assert (application.state, application.cohort, application.motivation) == ("draft", late, "My work.")
    assert application.answers == {"profession": "nursing", "licence_until": "", "years_in_practice": "4"}
    assert sorted(answer.context["missing"]) == ["degree", "licence"]


def test_changing_the_way_in_loses_nothing(url, eva, late, sign_in):
    client = sign_in(eva)
    client.post(url("apply", programme="se"), {**WORDS, "cohort": late.pk, "act": "save"})
    client.post(url("apply", programme="se"), {"act": "route", "route": "helping_profession"})
    application = Application.objects.get()
    assert (application.route, application.cohort, application.motivation) == ("helping_profession", late, "My work.")
    assert application.answers["years_in_practice"] == "4"


def test_papers_are_kept_one_by_one_and_what_is_wrong_is_said_beside_them(url, eva, school, pdf, sign_in):
    files = [pdf("first.pdf"), SimpleUploadedFile("virus.exe", b"MZ\x00\x01"), pdf("second.pdf")]
    page = sign_in(eva).post(url("apply", programme="se"), {**WORDS, "paper_degree": files, "act": "save"})
    errors = page.context["forms"].papers.errors["paper_degree"]
    assert [error.split(":")[0] for error in errors] == ["virus.exe"]
    kept = [paper.name for one in page.context["questions"] for paper in one["papers"]]
    assert kept == ["first.pdf", "second.pdf"]
    assert page.context["forms"].wish["motivation"].value() == "My work."


def test_an_answer_that_is_wrong_does_not_lose_the_others(url, eva, school, sign_in):
    words = {**WORDS, "q_licence_until": "soon", "act": "send"}
    page = sign_in(eva).post(url("apply", programme="se"), words)
    assert list(page.context["forms"].answers.errors) == ["q_licence_until"]
    assert page.context["forms"].answers["q_licence_until"].value() == "soon"
    assert Application.objects.get().answers == {"profession": "nursing", "years_in_practice": "4"}


def test_sending_says_what_is_missing_and_then_sends(url, eva, late, pdf, sign_in):
    client = sign_in(eva)
    page = client.post(url("apply", programme="se"), {**WORDS, "act": "send"})
    assert page.context["forms"].wish.non_field_errors() == ["2 answers are still missing."]
    papers = {"paper_degree": pdf(), "paper_licence": pdf("licence.pdf")}
    answer = client.post(url("apply", programme="se"), {**WORDS, **papers, "act": "send"})
    application = Application.objects.get()
    assert application.state == "submitted"
    assert answer.headers["Location"] == url("show", uuid=application.uuid)
    assert client.get(url("apply", programme="se")).headers["Location"] == url("show", uuid=application.uuid)


def test_a_paper_is_taken_away_and_the_rest_of_the_list_stays(url, eva, draft, sign_in):
    first, second = draft.documents.order_by("pk")
    client = sign_in(eva)
    assert client.post(url("document-remove", uuid=first.uuid)).headers["Location"] == url("apply", programme="se")
    page = client.get(url("apply", programme="se"))
    assert [p.name for one in page.context["questions"] for p in one["papers"]] == [second.name]


def test_a_closed_training_says_so(url, eva, school, sign_in):
    Programme.objects.update(is_open=False)
    assert sign_in(eva).get(url("apply", programme="se")).templates[0].name == "admissions/closed.html"


def test_the_state_is_said_at_all_times(url, eva, sent, late, greta, at, sign_in):
    client, page = sign_in(eva), url("show", uuid=sent.uuid)

    def says():
        return client.get(page).content.decode()

    assert "you hear by 3 December 2026" in says()
    actions.note(application=sent, text="A secret among staff.", by=greta, at=at)
    actions.ask(application=sent, text="Which name is it?", by=greta, at=at)
    assert "Which name is it?" in says()
    client.post(url("answer", uuid=sent.uuid), {"text": "My married name."})
    assert "My married name." in says()
    assert "secret" not in says()
    due = {"text": "Send your licence.", "due_on": at.date().replace(year=2027)}
    actions.accept_conditionally(application=sent, cohort=late, **due, by=greta, at=at)
    assert "To be met by 19 November 2027" in says()
    actions.confirm_condition(application=sent, by=greta, at=at)
    assert "You have a place in Bristol 2027" in says()


def test_a_refusal_is_read_with_its_reason_and_the_way_to_a_second_look(url, eva, sent, greta, at, sign_in):
    actions.refuse(application=sent, text="You do not see clients yet.", by=greta, at=at)
    text = sign_in(eva).get(url("show", uuid=sent.uuid)).content.decode()
    assert "You do not see clients yet." in text
    assert "within 30 days; somebody else will look at it" in text


def test_an_answer_comes_with_its_papers_or_not_at_all(url, eva, sent, greta, pdf, at, sign_in):
    actions.ask(application=sent, text="Which name is it?", by=greta, at=at)
    client, page = sign_in(eva), url("answer", uuid=sent.uuid)
    files = [pdf("marriage.pdf"), SimpleUploadedFile("virus.exe", b"MZ\x00\x01")]
    refused = client.post(page, {"text": "My married name.", "paper_other": files})
    assert list(refused.context["form"].errors) == ["paper_other"]
    assert refused.context["form"]["text"].value() == "My married name."
    assert (sent.documents.count(), sent.events.filter(kind="answered").count()) == (2, 0)
    client.post(page, {"text": "My married name.", "paper_other": [pdf("marriage.pdf")]})
    assert (sent.documents.count(), sent.events.filter(kind="answered").count()) == (3, 1)
    late_answer = client.post(page, {"text": "Again."})
    assert late_answer.status_code == 200
    assert sent.events.filter(kind="answered").count() == 1


def test_taking_it_back_is_asked_once(url, eva, sent, sign_in):
    client = sign_in(eva)
    assert client.get(url("withdraw", uuid=sent.uuid)).context["can"] is True
    assert client.post(url("withdraw", uuid=sent.uuid)).status_code == 302
    sent.refresh_from_db()
    assert sent.state == "withdrawn"
    assert client.get(url("withdraw", uuid=sent.uuid)).context["can"] is False
    assert client.post(url("withdraw", uuid=sent.uuid)).status_code == 302


def test_ones_only_application_opens_at_once(url, eva, farid, draft, sign_in):
    assert sign_in(farid).get(url("mine")).context["applications"] == []
    assert sign_in(eva).get(url("mine")).headers["Location"] == url("show", uuid=draft.uuid)


@pytest.mark.parametrize("who", ["alma", "ben", "carla", "farid"])
def test_nobody_else_finds_an_application(who, request, url, sent, sign_in):
    client = sign_in(request.getfixturevalue(who))
    paper = sent.documents.first()
    pages = [url(name, uuid=sent.uuid) for name in ("show", "answer", "withdraw")]
    pages.append(url("document", uuid=paper.uuid))
    assert {client.get(page).status_code for page in pages} == {404}
    assert client.post(url("document-remove", uuid=paper.uuid)).status_code == 404


def test_an_application_is_found_only_in_its_own_school(eva, sent, elsewhere, sign_in):
    page = reverse("admissions:show", kwargs={"school": elsewhere.slug, "uuid": sent.uuid})
    assert sign_in(eva).get(page).status_code == 404


@pytest.mark.parametrize(("name", "queries"), [("show", 7), ("apply", 9)])
def test_the_applicants_pages_ask_the_database_the_same_with_one_paper_and_with_three(
    name, queries, url, eva, draft, pdf, at, sign_in, django_assert_num_queries
):
    page = url("show", uuid=draft.uuid) if name == "show" else url("apply", programme="se")
    client = sign_in(eva)
    client.get(page)
    with django_assert_num_queries(queries):
        client.get(page)
    for _number in range(2):
        actions.add_document(application=draft, criterion="other", upload=pdf(), by=eva, at=at)
    with django_assert_num_queries(queries):
        client.get(page)
