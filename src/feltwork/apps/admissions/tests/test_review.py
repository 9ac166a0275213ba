"""What staff see and decide."""

import pytest
from django.urls import reverse

from feltwork.apps.admissions import actions
from feltwork.apps.admissions.models import Application
from feltwork.apps.admissions.tests.factories import ApplicationFactory
from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.schools.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(url, sent):
    return url("review", uuid=sent.uuid)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("greta", 200),
        ("ruth", 200),
        ("dino", 200),
        ("alma", 403),
        ("ben", 403),
        ("carla", 403),
        ("eva", 404),
        ("farid", 404),
    ],
)
def test_who_reviews(who, status, request, url, page, sent, sign_in):
    client = sign_in(request.getfixturevalue(who))
    assert {client.get(one).status_code for one in (page, url("applications"))} == {status}
    assert client.post(url("note", uuid=sent.uuid), {"note-text": "x"}).status_code == (
        302 if status == 200 else status
    )


def test_a_draft_is_nobodys_business(url, draft, greta, sign_in):
    client = sign_in(greta)
    assert client.get(url("review", uuid=draft.uuid)).status_code == 404
    assert client.get(url("document", uuid=draft.documents.first().uuid)).status_code == 404
    assert list(client.get(url("applications")).context["page"]) == []


def test_staff_of_another_school_find_nothing_under_their_own_address(farid, elsewhere, sent, sign_in):
    kwargs = {"school": elsewhere.slug, "uuid": sent.uuid}
    assert sign_in(farid).get(reverse("admissions:review", kwargs=kwargs)).status_code == 404


def test_answers_stand_beside_what_the_rules_find(page, greta, sign_in):
    shown = sign_in(greta).get(page)
    found = {one.code: (one.answer, one.word) for one in shown.context["findings"]}
    assert found == {
        "profession": ("Nursing or midwifery", "Met"),
        "degree": ("degree.pdf", "Met"),
        "licence": ("licence.pdf", "Met"),
        "licence_until": ("", "May stay empty"),
        "years_in_practice": ("4 years", "Met"),
    }


def test_looking_and_downloading_are_noted(url, page, sent, greta, eva, sign_in):
    client = sign_in(greta)
    client.get(page)
    paper = sent.documents.first()
    answer = client.get(url("document", uuid=paper.uuid))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="degree.pdf"'
    assert (answer.headers["Content-Type"], b"".join(answer.streaming_content)) == ("application/pdf", b"%PDF-1.4 test")
    seen = AuditRecord.objects.filter(kind="saw").order_by("pk").values_list("code", "by", "subject_uuid")
    assert list(seen) == [
        ("admissions.see_application", greta.pk, sent.uuid),
        ("admissions.see_document", greta.pk, paper.uuid),
    ]
    sign_in(eva).get(url("document", uuid=paper.uuid))
    assert AuditRecord.objects.filter(kind="saw").count() == 2


@pytest.mark.parametrize(
    ("words", "fields"),
    [
        ({"text": ""}, ["decision"]),
        ({"decision": "accept"}, ["cohort"]),
        ({"decision": "conditional"}, ["cohort", "due_on", "text"]),
        ({"decision": "conditional", "text": "x", "due_on": "2020-01-01"}, ["cohort"]),
        ({"decision": "ask"}, ["text"]),
        ({"decision": "refuse"}, ["text"]),
        ({"decision": "met"}, ["decision"]),
    ],
)
def test_a_decision_says_what_it_lacks(words, fields, page, sent, greta, sign_in):
    shown = sign_in(greta).post(page, words)
    assert sorted(shown.context["form"].errors) == fields
    sent.refresh_from_db()
    assert sent.state == "submitted"


def test_a_condition_in_the_past_is_refused_and_the_words_stay(page, late, greta, sign_in):
    words = {"decision": "conditional", "cohort": late.pk, "text": "Your licence.", "due_on": "2020-01-01"}
    form = sign_in(greta).post(page, words).context["form"]
    assert form.errors == {"due_on": ["Please choose a day that is still to come."]}
    assert form["text"].value() == "Your licence."


DECISIONS = {
    "accept": ({"text": "Welcome."}, "accepted"),
    "conditional": ({"text": "Your licence.", "due_on": "2099-01-01"}, "conditional"),
    "ask": ({"text": "Which name is it?"}, "asked"),
    "refuse": ({"text": "Not this year."}, "refused"),
}


@pytest.mark.parametrize("decision", DECISIONS)
def test_a_decision_is_made_and_said(decision, page, sent, late, greta, sign_in):
    words, state = DECISIONS[decision]
    answer = sign_in(greta).post(page, {"decision": decision, "cohort": late.pk, **words}, follow=True)
    assert answer.redirect_chain == [(page, 302)]
    assert len(answer.context["messages"]) == 1
    sent.refresh_from_db()
    assert sent.state == state


def test_a_condition_is_confirmed_from_the_same_page(page, sent, late, greta, at, sign_in):
    due = at.date().replace(year=2027)
    actions.accept_conditionally(application=sent, cohort=late, text="Licence.", due_on=due, by=greta, at=at)
    client = sign_in(greta)
    choices = [code for code, _words in client.get(page).context["form"].fields["decision"].choices]
    assert choices == ["met", "conditional", "refuse"]
    client.post(page, {"decision": "met", "cohort": late.pk})
    sent.refresh_from_db()
    assert (sent.state, sent.enrolment.cohort) == ("accepted", late)
    assert client.get(page).context["is_open"] is False


def test_a_full_cohort_is_said_next_to_it(page, late, greta, sign_in):
    late.places = 0
    late.save()
    form = sign_in(greta).post(page, {"decision": "accept", "cohort": late.pk}).context["form"]
    assert form.errors == {"cohort": ["This cohort has no free place."]}


def test_an_empty_note_is_refused_on_its_own_form(url, page, sent, greta, sign_in):
    shown = sign_in(greta).post(url("note", uuid=sent.uuid), {"note-text": ""})
    assert list(shown.context["note"].errors) == ["text"]
    assert not shown.context["form"].is_bound


def test_the_list_by_state(url, programme, sent, greta, sign_in):
    ApplicationFactory(programme=programme, applicant=UserFactory(name="Ines"), state="refused")
    client = sign_in(greta)
    assert [r["applicant__name"] for r in client.get(url("applications")).context["page"]] == ["Eva Brandt", "Ines"]
    shown = client.get(url("applications"), {"state": "refused"})
    assert [r["applicant__name"] for r in shown.context["page"]] == ["Ines"]


def test_the_list_asks_the_database_the_same_for_one_and_for_three(
    url, programme, sent, greta, sign_in, django_assert_num_queries
):
    client = sign_in(greta)
    with django_assert_num_queries(6):
        client.get(url("applications"))
    for number in range(2):
        ApplicationFactory(programme=programme, applicant=UserFactory(name=f"Ines {number}"))
    with django_assert_num_queries(6):
        client.get(url("applications"))


def test_the_review_stays_within_twelve_queries(page, greta, sign_in, django_assert_num_queries):
    client = sign_in(greta)
    client.get(page)
    with django_assert_num_queries(9):
        client.get(page)


def test_nothing_is_left_to_review_once_it_is_decided(page, sent, greta, at, sign_in):
    actions.refuse(application=sent, text="Not this year.", by=greta, at=at)
    client = sign_in(greta)
    assert client.get(page).context["is_open"] is False
    assert client.post(page, {"decision": "accept"}).status_code == 200
    assert Application.objects.get().state == "refused"
