"""The queue: who sees what, filters, several at once, and each kind of matter decided on its page."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.certification.actions.log import ask_exception
from feltwork.apps.certification.models import Inquiry
from feltwork.apps.certification.tests.factories import LogEntryFactory, signed
from feltwork.apps.certification.tests.staff_tools import asked, evidence_items, make_ready, proved, students, url
from feltwork.apps.schools.models import WorkItem
from feltwork.apps.schools.tests.factories import MembershipFactory, WorkItemFactory
from feltwork.apps.signoffs.queries import entries_about, entries_of


@pytest.fixture
def evidence(alma, ben, at):
    proved(alma.enrolment, ben.provider, at)
    return WorkItem.objects.get(kind="evidence")


def names(response):
    return [part.split("<")[0] for part in response.content.decode().split('p-q-name">')[1:]]


def decide(client, item, **data):
    return client.post(url("work", uuid=item.uuid), data, follow=True)


# --- the list


def test_each_role_sees_the_kinds_it_decides(school, sign_in, ruth, greta, dino):
    for kind in WorkItem.Kind.values:
        WorkItemFactory(school=school, kind=kind, who=kind)
    seen = {person.name: sorted(names(sign_in(person).get(url("queue")))) for person in (ruth, greta, dino)}
    everything = sorted(WorkItem.Kind.values)
    assert seen == {
        "Greta Holm": ["application", "marking", "review", "third", "transfer"],
        "Ruth Pellow": [kind for kind in everything if kind not in ("application", "review")],
        "Dino Marchetti": everything,
    }


def test_the_promise_and_what_is_late(school, sign_in, ruth, at):
    WorkItemFactory(school=school, who="Old", opened_at=at - timedelta(days=300), due_on=date(2026, 2, 1))
    WorkItemFactory(school=school, who="New", opened_at=at, due_on=date(2999, 1, 1))
    page = sign_in(ruth).get(url("queue"))
    text = page.content.decode()
    assert "2 wait for a person." in text
    assert "The oldest since 23 January 2026; you promise an answer within 14 days." in text
    assert "One is late" in text
    assert names(page) == ["Old", "New"]


def test_filters_and_orders(school, sign_in, ruth, at):
    for number, (who, kind) in enumerate([("Cleo", "evidence"), ("Anna", "exception"), ("Bert", "evidence")]):
        WorkItemFactory(
            school=school, who=who, kind=kind, title=f"About {kind}", opened_at=at + timedelta(hours=number)
        )
    WorkItem.objects.filter(who="Bert").update(assigned_to=ruth)
    for who, year in (("Bert", 2026), ("Cleo", 2098), ("Anna", 2099)):  # the page tells by the real day who is late
        WorkItem.objects.filter(who=who).update(due_on=date(year, 1, 1))
    client = sign_in(ruth)
    found = {query: names(client.get(f"{url('queue')}?{query}")) for query in (
        "", "order=newest", "order=who", "order=due", "kind=evidence", "who=mine", "who=nobody", "late=on", "q=cle",
        "q=about+exc", "kind=application", "kind=nonsense",
    )}  # fmt: skip
    assert found == {
        "": ["Cleo", "Anna", "Bert"],
        "order=newest": ["Bert", "Anna", "Cleo"],
        "order=who": ["Anna", "Bert", "Cleo"],
        "order=due": ["Bert", "Cleo", "Anna"],
        "kind=evidence": ["Cleo", "Bert"],
        "who=mine": ["Bert"],
        "who=nobody": ["Cleo", "Anna"],
        "late=on": ["Bert"],
        "q=cle": ["Cleo"],
        "q=about+exc": ["Anna"],
        "kind=application": ["Cleo", "Anna", "Bert"],
        "kind=nonsense": ["Cleo", "Anna", "Bert"],
    }


def test_what_is_about_oneself_is_not_on_the_list(alma, ben, school, sign_in, evidence):
    MembershipFactory(school=school, user=alma, role="credentialing")
    client = sign_in(alma)
    assert names(client.get(url("queue"))) == []
    assert client.get(url("work", uuid=evidence.uuid)).status_code == 404
    assert decide(client, evidence, decision="accept", reason="x").status_code == 404


def test_hostile_words_stay_words(school, sign_in, ruth):
    WorkItemFactory(school=school, who="<script>alert(1)</script>", title='"><img src=x>')
    text = sign_in(ruth).get(url("queue")).content.decode()
    assert "<script>alert" not in text
    assert "<img src=x" not in text


def test_an_empty_queue_says_what_will_come(sign_in, ruth):
    text = sign_in(ruth).get(url("queue")).content.decode()
    assert "Nothing waits for a person." in text
    assert "All done" in text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_often_however_long(school, sign_in, ruth, rows, django_assert_num_queries):
    for _ in range(rows):
        WorkItemFactory(school=school)
    client = sign_in(ruth)
    with django_assert_num_queries(7):
        client.get(url("queue"))


def test_htmx_gets_the_list_alone(school, sign_in, ruth):
    WorkItemFactory(school=school, who="Cleo")
    text = sign_in(ruth).get(url("queue"), HTTP_HX_REQUEST="true").content.decode()
    assert text.strip().startswith('<ul class="p-queue">')


def test_applications_lead_to_their_own_page(school, sign_in, greta):
    item = WorkItemFactory(school=school, kind="application", who="Eva", url="admissions/x/")
    client = sign_in(greta)
    assert 'href="/at/alder-house/admissions/x/"' in client.get(url("queue")).content.decode()
    assert "Look at it" in client.get(url("work", uuid=item.uuid)).content.decode()


# --- several at once


def bulk(client, items, **data):
    return client.post(url("queue-bulk"), {"item": [str(item.uuid) for item in items], **data}, follow=True)


def test_several_papers_are_accepted_for_one_reason(cohort, ben, sign_in, ruth, at):
    items = evidence_items(cohort, ben.provider, 3, at)
    response = bulk(sign_in(ruth), items[:2], act="accept", reason="Invoices with all that is needed.")
    assert "Accepted 2; the students were told." in response.content.decode()
    assert [item.uuid for item in WorkItem.objects.filter(kind="evidence", closed_at=None)] == [items[2].uuid]
    for item in items[:2]:
        assert [one.kind for one in entries_about(item.subject_uuid, item.school)] == ["evidence_accepted"]


def test_what_cannot_be_accepted_is_left_and_named(cohort, ben, sign_in, ruth, at, school):
    paper, *_rest = evidence_items(cohort, ben.provider, 1, at)
    other = WorkItemFactory(school=school, kind="exception", who="Cleo")
    text = bulk(sign_in(ruth), [paper, other], act="accept", reason="Fine.").content.decode()
    assert "Accepted one; the student was told." in text
    assert "Cleo: not a paper to judge" in text


def test_without_a_reason_or_a_tick_nothing_is_done(cohort, ben, sign_in, ruth, at):
    items = evidence_items(cohort, ben.provider, 1, at)
    client = sign_in(ruth)
    assert "please give one reason" in bulk(client, items, act="accept").content.decode()
    assert "please tick at least one" in bulk(client, [], act="accept", reason="x").content.decode()
    assert (
        "please tick at least one"
        in client.post(url("queue-bulk"), {"item": "nonsense", "act": "accept"}, follow=True).content.decode()
    )
    assert WorkItem.objects.filter(closed_at=None).count() == 1


def test_several_are_taken_passed_on_and_put_back(cohort, ben, sign_in, ruth, dino, greta, at):
    items = evidence_items(cohort, ben.provider, 2, at)
    client = sign_in(ruth)

    def held_by():
        return sorted(str(item.assigned_to) for item in WorkItem.objects.select_related("assigned_to"))

    bulk(client, items, act="take")
    assert held_by() == ["Ruth Pellow"] * 2
    bulk(client, items, act="give", colleague=str(dino.uuid))
    assert held_by() == ["Dino Marchetti"] * 2
    bulk(client, items, act="free")
    assert held_by() == ["None"] * 2
    assert "Some stayed" in bulk(client, items, act="give", colleague=str(greta.uuid)).content.decode()
    assert "choose a colleague" in bulk(client, items, act="give").content.decode()
    assert held_by() == ["None"] * 2


def test_a_registrar_accepts_no_papers(cohort, ben, sign_in, greta, at, school):
    items = evidence_items(cohort, ben.provider, 1, at)
    transfer = WorkItemFactory(school=school, kind="transfer")
    text = bulk(sign_in(greta), [*items, transfer], act="accept", reason="x").content.decode()
    assert "Credentialing staff judge evidence." in text
    assert entries_of(WorkItem.objects.get(kind="evidence").person, school) == []


def test_one_is_passed_to_whoever_may_decide_it(evidence, sign_in, ruth, dino, greta):
    client = sign_in(ruth)
    address = url("work-pass", uuid=evidence.uuid)
    assert "not theirs to decide" in client.post(address, {"colleague": str(greta.uuid)}).content.decode()
    assert (
        "Passed to Dino Marchetti." in client.post(address, {"colleague": str(dino.uuid)}, follow=True).content.decode()
    )
    assert "Back on the list" in client.post(address, {"colleague": "nobody"}, follow=True).content.decode()


# --- one matter


def test_evidence_is_shown_with_its_paper_and_accepted(evidence, alma, sign_in, ruth):
    client = sign_in(ruth)
    page = client.get(url("work", uuid=evidence.uuid)).content.decode()
    for words in ("A paper in place of a signature", "invoice.pdf", "The invoice.", "9 June 2026, 1 hour, in person"):
        assert words in page
    assert "approved that day for personal sessions" in page
    response = decide(client, evidence, decision="accept", reason="It names all.")
    assert "Decided. Alma Reyes has been told." in response.content.decode()
    assert [one.kind for one in entries_of(alma, evidence.school)] == ["evidence_accepted"]
    done = client.get(url("work", uuid=evidence.uuid)).content.decode()
    assert "Closed by Ruth Pellow" in done
    assert "Evidence accepted by Ruth Pellow: It names all." in done
    assert "This is done already." in decide(client, evidence, decision="refuse", reason="x").content.decode()


def test_a_decision_needs_a_choice_and_a_reason(evidence, sign_in, ruth):
    text = decide(sign_in(ruth), evidence).content.decode()
    assert "Please choose one." in text
    assert "Please give a reason; the student reads it." in text
    assert WorkItem.objects.get().closed_at is None


def test_opening_a_matter_and_a_paper_is_noted(evidence, alma, ben, sign_in, ruth, carla):
    client = sign_in(ruth)
    client.get(url("work", uuid=evidence.uuid))
    paper = alma.enrolment.log.get().evidence.get()
    answer = client.get(url("paper", uuid=paper.uuid))
    assert answer["Content-Disposition"] == 'attachment; filename="invoice.pdf"'
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    seen = AuditRecord.objects.filter(kind="saw").order_by("pk").values_list("code", "by__name", "subject_uuid")
    assert list(seen) == [
        ("certification.see_work", "Ruth Pellow", alma.enrolment.uuid),
        ("certification.see_paper", "Ruth Pellow", paper.uuid),
    ]
    assert sign_in(carla).get(url("paper", uuid=paper.uuid)).status_code == 403


def test_what_an_answer_would_change(evidence, sign_in, ruth):
    client = sign_in(ruth)
    part = client.get(url("work-effect", uuid=evidence.uuid), HTTP_HX_REQUEST="true").content.decode()
    cells = [
        piece.split("<")[0] for piece in part.replace('class="is-num"', "").replace(' scope="row"', "").split("<td >")
    ]
    assert cells[1:] == ["0 of 12", "1 of 12", "0 of 4", "1 of 4"]
    whole = client.get(url("work-effect", uuid=evidence.uuid)).content.decode()
    assert "Back to the decision" in whole


def test_a_question_the_rules_leave_open(alma, carla, sign_in, ruth):
    entry = LogEntryFactory(
        enrolment=alma.enrolment,
        provider=carla.provider,
        kind="consultation_group",
        hours=Fraction(3),
        group_size=14,
        on=date(2026, 9, 20),
    )
    signed(entry)
    item = WorkItem.objects.get(kind="judgement", closed_at=None)
    client = sign_in(ruth)
    page = client.get(url("work", uuid=item.uuid)).content.decode()
    for words in ("Why the rules could not decide", "14 people", "by Carla Lindqvist"):
        assert words in page
    assert "how much of it counts" in decide(client, item, decision="part", reason="x").content.decode()
    decide(client, item, decision="part", amount="2/3", reason="Two hours of it.")
    item.refresh_from_db()
    assert item.closed_at is not None
    last = entries_about(entry.uuid, item.school)[-1]
    assert (last.kind, last.statement["amount"], last.statement["question"]) == ("ruled", "2/3", "")


def test_this_time_only_is_kept_with_the_answer(alma, carla, sign_in, ruth):
    entry = LogEntryFactory(
        enrolment=alma.enrolment, provider=carla.provider, kind="consultation_group", hours=3, group_size=12
    )
    signed(entry)
    item = WorkItem.objects.get(kind="judgement", closed_at=None)
    decide(sign_in(ruth), item, decision="once", reason="This time.")
    last = entries_about(entry.uuid, item.school)[-1]
    assert (last.statement["once"], last.statement["question"]) == ("1", f"group_size:{entry.uuid}")


def test_a_request_is_granted_by_a_waiver_or_refused(alma, sign_in, ruth, dino, at):
    _request, item = asked(alma.enrolment, at, question="documents", words="They burned in a fire.")
    client = sign_in(ruth)
    assert "They burned in a fire." in client.get(url("work", uuid=item.uuid)).content.decode()
    assert "which requirement is waived" in decide(client, item, decision="waive", reason="x").content.decode()
    decide(client, item, decision="waive", requirement="documents", reason="We believe you.")
    waiver = alma.enrolment.waivers.get()
    assert (waiver.requirement, waiver.author, waiver.reason) == ("documents", ruth, "We believe you.")
    _request, item = asked(alma.enrolment, at, question="written_examination")
    decide(client, item, decision="no", reason="There is time.")
    _request, appeal = asked(alma.enrolment, at, question="written_examination")
    assert "An appeal is seen by someone else." in decide(client, appeal, decision="no", reason="x").content.decode()
    decide(sign_in(dino), appeal, decision="no", reason="There is time indeed.")
    assert sorted(alma.enrolment.exceptions.values_list("state", flat=True)) == ["granted", "refused", "refused"]


def test_the_student_is_asked_first_and_answers(evidence, alma, sign_in, ruth, at):
    client = sign_in(ruth)
    assert "It stays on the list" in decide(client, evidence, decision="ask", reason="Which day?").content.decode()
    assert "waits for an answer" in client.get(url("queue")).content.decode()
    inquiry = Inquiry.objects.get()
    mine = sign_in(alma)
    address = url("inquiry", uuid=inquiry.uuid)
    assert "Which day?" in mine.get(address).content.decode()
    assert "Please write an answer" in mine.post(address, {"reply": ""}).content.decode()
    assert "You answered on" in mine.post(address, {"reply": "On Tuesday."}, follow=True).content.decode()
    client = sign_in(ruth)
    assert "answered" in client.get(url("queue")).content.decode()
    assert "On Tuesday." in client.get(url("work", uuid=evidence.uuid)).content.decode()


def test_nobody_reads_a_question_put_to_somebody_else(evidence, sign_in, ruth, member):
    decide(sign_in(ruth), evidence, decision="ask", reason="Which day?")
    other = member("Otto Prior", "student")
    assert sign_in(other).get(url("inquiry", uuid=Inquiry.objects.get().uuid)).status_code == 404


def test_after_a_decision_the_next_one_opens_under_the_same_filter(cohort, ben, sign_in, ruth, at):
    first, second, third = evidence_items(cohort, ben.provider, 3, at)
    client = sign_in(ruth)
    address = f"{url('work', uuid=first.uuid)}?kind=evidence"
    response = client.post(address, {"decision": "accept", "reason": "Fine."})
    assert response.url == f"{url('work', uuid=second.uuid)}?kind=evidence"
    assert (
        client.get(f"{url('work-next', uuid=second.uuid)}?kind=evidence").url
        == f"{url('work', uuid=third.uuid)}?kind=evidence"
    )
    assert client.get(f"{url('work-next', uuid=third.uuid)}?kind=evidence").url == f"{url('queue')}?kind=evidence"


def test_ready_and_its_holds(alma, sign_in, ruth, dino, greta, at):
    from feltwork.apps.schools.actions import hold

    make_ready(alma.enrolment, author=dino, at=at)
    item = WorkItem.objects.get(kind="ready")
    client = sign_in(ruth)
    assert "Look, and propose the certificate" in client.get(url("work", uuid=item.uuid)).content.decode()
    hold(enrolment=alma.enrolment, code="invoice", reason="An invoice is open.", by=greta, at=at)
    page = client.get(url("work", uuid=item.uuid)).content.decode()
    assert "An invoice is open." in page
    assert "Look, and propose the certificate" not in page


def test_what_a_colleague_proposed(alma, sign_in, ruth, dino, at):
    from feltwork.apps.certification.actions import certify

    make_ready(alma.enrolment, author=dino, at=at)
    certify.propose_certificate(enrolment=alma.enrolment, holder_name="Alma Reyes", by=ruth, at=at)
    item = WorkItem.objects.get(kind="second", closed_at=None)
    own = sign_in(ruth).get(url("work", uuid=item.uuid)).content.decode()
    assert "Waits for a colleague" in own
    assert "Look, and approve it" not in own
    assert "Look, and approve it" in sign_in(dino).get(url("work", uuid=item.uuid)).content.decode()


def test_a_report_is_taken_off_the_list(school, sign_in, ruth, evidence):
    report = WorkItemFactory(school=school, kind="report", who="Cleo")
    client = sign_in(ruth)
    assert "take it off the list" in client.get(url("work", uuid=report.uuid)).content.decode()
    client.post(url("work-close", uuid=report.uuid))
    report.refresh_from_db()
    assert report.closed_by == ruth
    assert client.post(url("work-close", uuid=evidence.uuid)).status_code == 403


@pytest.mark.parametrize("kind", ["evidence", "judgement", "exception", "ready", "second"])
def test_a_matter_takes_at_most_twelve_questions(
    kind, alma, ben, carla, dino, sign_in, ruth, at, django_assert_max_num_queries
):
    from feltwork.apps.certification.actions import certify

    if kind == "evidence":
        proved(alma.enrolment, ben.provider, at)
    elif kind == "judgement":
        facts = {"kind": "consultation_group", "hours": 3, "group_size": 14}
        signed(LogEntryFactory(enrolment=alma.enrolment, provider=carla.provider, **facts))
    elif kind == "exception":
        asked(alma.enrolment, at, entry=LogEntryFactory(enrolment=alma.enrolment, provider=ben.provider))
    else:
        make_ready(alma.enrolment, author=dino, at=at)
    if kind == "second":
        certify.propose_certificate(enrolment=alma.enrolment, holder_name="Alma Reyes", by=dino, at=at)
    item = WorkItem.objects.get(kind=kind, closed_at=None)
    client = sign_in(ruth)
    with django_assert_max_num_queries(12):
        assert client.get(url("work", uuid=item.uuid)).status_code == 200
    if kind in ("evidence", "judgement", "exception"):
        with django_assert_max_num_queries(12):
            assert client.get(url("work-effect", uuid=item.uuid)).status_code == 200


# --- like cases alike, and what students say about a question


def group(enrolment, provider, *, on, size=14):
    entry = LogEntryFactory(
        enrolment=enrolment, provider=provider, kind="consultation_group", hours=Fraction(3), group_size=size, on=on
    )
    signed(entry)
    return WorkItem.objects.get(kind="judgement", closed_at=None, data__entry=str(entry.uuid))


def test_earlier_decisions_of_the_same_question(alma, carla, cohort, sign_in, ruth, at):
    one, two = students(cohort, 2, at)
    client = sign_in(ruth)
    now = group(alma.enrolment, carla.provider, on=date(2026, 9, 20))
    assert "not been decided here before" in client.get(url("work-earlier", uuid=now.uuid)).content.decode()
    decide(client, group(one, carla.provider, on=date(2026, 9, 1)), decision="once", reason="You could not know.")
    decide(client, group(two, carla.provider, on=date(2026, 9, 2), size=40), decision="no", reason="Too many.")
    part = client.get(url("work-earlier", uuid=now.uuid), HTTP_HX_REQUEST="true").content.decode()
    assert "One case like this was counted, one was not." in part
    for words in ("Counted, that time.", "Ruth Pellow: You could not know.", "Not counted.", "Ruth Pellow: Too many."):
        assert words in part


@pytest.mark.parametrize("cases", [1, 3])
def test_earlier_decisions_take_as_many_questions_however_many(
    cases, alma, carla, cohort, sign_in, ruth, at, django_assert_num_queries
):
    client = sign_in(ruth)
    for number, enrolment in enumerate(students(cohort, cases, at)):
        item = group(enrolment, carla.provider, on=date(2026, 9, 1 + number))
        decide(client, item, decision="full", reason="Fine.")
    now = group(alma.enrolment, carla.provider, on=date(2026, 9, 20))
    with django_assert_num_queries(7):
        client.get(url("work-earlier", uuid=now.uuid))


def test_what_the_student_says_about_a_question_is_shown_and_answered_with_it(alma, carla, sign_in, ruth, at):
    item = group(alma.enrolment, carla.provider, on=date(2026, 9, 20))
    entry = alma.enrolment.log.get()
    request = ask_exception(
        enrolment=alma.enrolment,
        entry=entry,
        question=item.data["question"],
        words="We were split into three groups.",
        by=alma,
        at=at,
    )
    assert WorkItem.objects.filter(kind="exception").count() == 0
    client = sign_in(ruth)
    assert "We were split into three groups." in client.get(url("work", uuid=item.uuid)).content.decode()
    decide(client, item, decision="full", reason="Then it was small groups.")
    request.refresh_from_db()
    assert (request.state, request.answer, request.answered_by) == ("granted", "Then it was small groups.", ruth)


def test_somebody_missing_from_the_list_of_providers(alma, sign_in, ruth, at):
    request, item = asked(
        alma.enrolment, at, question="provider-missing:Tomas Wreford", words="Missing: Tomas Wreford."
    )
    client = sign_in(ruth)
    page = client.get(url("work", uuid=item.uuid)).content.decode()
    assert "Add a provider" in page
    assert "Grant: count it in full" not in page
    decide(client, item, decision="done", reason="He is there now.")
    request.refresh_from_db()
    assert (request.state, request.answer) == ("granted", "He is there now.")


def test_a_whole_file_is_judged_on_its_own_page(school, sign_in, ruth):
    item = WorkItemFactory(
        school=school, kind="evidence", who="Cleo", url="certification/import/x/judge/", data={"import": "x"}
    )
    client = sign_in(ruth)
    assert 'href="/at/alder-house/certification/import/x/judge/"' in client.get(url("queue")).content.decode()
    assert client.get(url("work", uuid=item.uuid)).url == "/at/alder-house/certification/import/x/judge/"
