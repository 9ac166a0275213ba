"""Groups: only of those who agreed, never of few, worked out by the worker, told in words and numbers, taken along
without names."""

import csv
import io
import re
from dataclasses import replace
from datetime import timedelta

import pyarrow.parquet as parquet
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.jobs.models import Run
from feltwork.apps.jobs.runs import Progress
from feltwork.apps.measures import works
from feltwork.apps.measures.actions import start_episode
from feltwork.apps.measures.actions.evaluation import remove_evaluation, start_evaluation
from feltwork.apps.measures.actions.results import keep_result
from feltwork.apps.measures.hands import hands_of_file
from feltwork.apps.measures.models import Evaluation, Result
from feltwork.apps.measures.placing import POINTS, Given, placed
from feltwork.apps.measures.queries import evaluation_words as words
from feltwork.apps.measures.queries.evaluation import groups_here
from feltwork.apps.measures.queries.trainees import cohorts_of, told_of
from feltwork.apps.measures.tests.factories import AskingFactory, PlanFactory
from feltwork.apps.measures.tests.groups import ADMIN, PRACTITIONER, address, answers, keep
from feltwork.apps.measures.works import evaluate_group
from feltwork.apps.practice.models import Consent
from feltwork.apps.schools.models import Enrolment
from feltwork.apps.schools.tests.factories import MembershipFactory
from feltwork.core.measures import instrument

PHQ = instrument("phq-9")


def test_a_group_is_added_up_and_each_opening_is_noted(practice, ben, people, asked):
    people(12)
    row = asked()
    assert (row.result["paired"]["n"], row.result["missing"]["asked"], row.result["why"]) == (12, 12, "")
    assert AuditRecord.objects.filter(code="practice.read", facts__what="evaluation").count() == 12
    assert [len(group) for group in row.groups] == [12]


def test_who_did_not_agree_or_took_it_back_is_not_in_it(practice, ben, people, asked, at):
    people(12)
    people(3, decision="declined")
    one = people(1)[0]
    Consent.objects.create(
        school=practice, client=one, topic="research", decision="withdrawn", at=at + timedelta(minutes=1), by=ben
    )
    assert asked(at=at + timedelta(minutes=2)).result["paired"]["n"] == 12


def test_clients_of_a_colleague_are_not_in_it(people, asked, jonas):
    people(12)
    people(6, by=jonas)
    assert asked().result["missing"]["asked"] == 12


def test_four_are_not_looked_at(client, sign_in, practice, ben, people, at):
    people(4)
    with pytest.raises(ValidationError):
        start_evaluation(
            school=practice, kind="clients", cohort=None, instrument_id="phq-9", scale="total", times="first_last",
            roles=PRACTITIONER, by=ben, at=at,
        )  # fmt: skip
    sign_in(ben)
    page = client.get(address("evaluation-new", practice), {"group": "clients", "instrument": "phq-9"})
    assert ("could be told apart" in page.content.decode(), "Begin</button>" in page.content.decode()) == (True, False)


def test_two_who_left_are_given_away_by_nothing_on_the_page(client, sign_in, practice, ben, people, asked):
    people(14, left=2)
    row = asked()
    sign_in(ben)
    page = client.get(address("evaluation", practice, row)).content.decode()
    assert (row.result["paired"]["n"], row.result["missing"]["asked"]) == (12, None)
    assert "12 people answered at both times" in page
    told = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", page.split("<main")[1].split("Taking it along")[0], flags=re.DOTALL)
    assert re.findall(r"\b14\b", told.replace("2026", "")) == []


def test_a_second_look_a_person_later_shows_nothing_and_says_why(client, sign_in, practice, ben, people, asked):
    people(12)
    asked()
    people(1)
    row = asked()
    sign_in(ben)
    page = client.get(address("evaluation", practice, row)).content.decode()
    assert (row.result["why"], row.result["paired"]) == ("too_near", None)
    assert "An earlier evaluation showed almost the same people" in page


def test_removing_one_does_not_make_the_next_one_unsafe(ben, people, asked, at):
    people(12)
    first = asked()
    remove_evaluation(row=first, by=ben, at=at)
    first.refresh_from_db()
    people(1)
    assert (first.result, asked().result["why"]) == (None, "too_near")


def test_of_two_at_the_same_time_the_second_is_held_against_the_first(ben, people, asked, at, monkeypatch):
    """The first becomes ready while the second is being worked out."""
    people(12)
    first = asked()
    Evaluation.objects.filter(pk=first.pk).update(ready_at=None)
    people(1)

    def meanwhile(row, members, shown, real=works.report_on):
        report = real(row, members, shown)
        Evaluation.objects.filter(pk=first.pk).update(ready_at=at)
        return report

    monkeypatch.setattr(works, "report_on", meanwhile)
    assert asked().result["why"] == "too_near"


def test_a_corrected_answer_counts_and_the_one_before_does_not(practice, ben, people, asked, opened, at):
    made = people(12)
    last = Result.objects.filter(asking__client=made[0]).order_by("answered_at").last()
    hands = hands_of_file(opened(ben, made[0]))
    keep_result(
        asking=last.asking, hands=hands, answers=answers(24), answered_at=last.answered_at, is_late=False, by=ben,
        at=at, corrects=last,
    )  # fmt: skip
    before = hands.open(last, "scores")["scales"]["total"]["value"]
    row = asked()
    mean = sum(8 + (index * 3) % 8 for index in range(12)) / 12
    assert row.result["paired"]["mean_after"] == pytest.approx(mean + (24 - int(before)) / 12)


def test_the_page_says_what_it_cannot_say_and_gives_each_chart_a_table(client, sign_in, practice, ben, people, asked):
    people(30)
    row = asked()
    sign_in(ben)
    page = client.get(address("evaluation", practice, row)).content.decode()
    found = [text in page for text in ("limited evidence", "cannot say what brought a change about", "Hedges’ g")]
    assert found == [True, True, True]
    assert page.count('class="e-chart"') == 2 and page.count("<table") >= 4
    assert "Person" not in page.split("<main")[1] and "style=" not in page


def test_strangers_and_colleagues_find_nothing(client, sign_in, practice, ben, jonas, dino, farid, otto, people, asked):
    people(12)
    row = asked()
    codes = {}
    for user in (ben, jonas, dino, farid, otto):
        sign_in(user)
        codes[user.name.split()[0]] = client.get(address("evaluation", practice, row)).status_code
    assert codes == {"Ben": 200, "Jonas": 404, "Dino": 404, "Farid": 404, "Otto": 403}


def test_a_cohort_is_counted_only_with_those_who_agreed(practice, dino, cohort, trainees, asked):
    trainees(12)
    row = asked(kind="trainees", cohort=cohort, times="years", roles=ADMIN, by=dino)
    points = [(one["point"], one["people"]) for one in row.result["points"]]
    assert (points, row.result["paired"]["n"]) == ([("start", 10), ("year_1", 10)], 10)  # nobody has two years yet


def test_a_cohorts_first_and_last_answers(client, sign_in, practice, dino, cohort, trainees, asked):
    trainees(12)
    row = asked(kind="trainees", cohort=cohort, roles=ADMIN, by=dino)
    sign_in(dino, fresh=True)
    page = client.get(address("evaluation", practice, row)).content.decode()
    assert (row.result["paired"]["n"], "Trainee " in page, "Rows as CSV" in page) == (10, False, False)
    assert client.post(address("evaluation-rows", practice, row, form="csv")).status_code == 404
    assert AuditRecord.objects.filter(code="measures.count").count() == 10


@pytest.mark.parametrize("role", ["faculty", "provider", "credentialing"])
def test_whoever_examines_never_sees_trainees_even_as_an_administrator(
    client, sign_in, practice, dino, cohort, trainees, asked, role, at
):
    trainees(8)
    row = asked(kind="trainees", cohort=cohort, roles=ADMIN, by=dino)
    MembershipFactory(school=practice, user=dino, role=role)
    with pytest.raises(PermissionDenied):
        asked(kind="trainees", cohort=cohort, roles=ADMIN | {role}, by=dino)
    sign_in(dino)
    assert client.get(address("evaluation", practice, row)).status_code == 404
    assert client.get(address("evaluations", practice)).status_code == 403


def test_a_role_that_was_taken_away_meanwhile_stops_the_work(
    practice, ben, people, at, django_capture_on_commit_callbacks
):
    people(8)
    with django_capture_on_commit_callbacks(execute=False):
        row = start_evaluation(
            school=practice, kind="clients", cohort=None, instrument_id="phq-9", scale="total", times="first_last",
            roles=PRACTITIONER, by=ben, at=at,
        )  # fmt: skip
    ben.memberships.update(until=at)
    with pytest.raises(ValidationError):
        evaluate_group(Progress(Run.objects.get(pk=row.run_id)))
    assert Evaluation.objects.get(pk=row.pk).result is None


def test_begun_on_its_page(client, sign_in, practice, ben, people):
    people(6)
    sign_in(ben)
    found = client.get(address("evaluations", practice)).content.decode()
    way = f"{address('evaluation-new', practice)}?group=clients&instrument=phq-9"
    assert way.replace("&", "&amp;") in found
    refused = client.post(way, {"scale": "total", "times": "years"})
    begun = client.post(way, {"scale": "total", "times": "first_last", "change_rule": PHQ.changes[0].id})
    row = Evaluation.objects.get()
    assert (refused.status_code, begun.status_code, begun["Location"]) == (
        422,
        302,
        address("evaluation", practice, row),
    )
    assert "Waits for its turn" in client.get(begun["Location"]).content.decode()


@pytest.mark.parametrize(
    "query", [{"group": "clients"}, {"group": "x", "instrument": "phq-9"}, {"group": "clients", "instrument": "no"}]
)
def test_a_question_about_nothing_is_not_found(client, sign_in, practice, ben, query):
    sign_in(ben)
    assert client.get(address("evaluation-new", practice), query).status_code == 404


def test_the_list_asks_as_often_for_three_as_for_one(client, sign_in, practice, ben, people, asked):
    people(8)
    asked()
    sign_in(ben)
    url = address("evaluations", practice)
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    asked()
    asked()
    with CaptureQueriesContext(connection) as three:
        client.get(url)
    assert len(one) == len(three)


def test_rows_are_taken_along_without_names(client, sign_in, practice, ben, people, asked):
    made = people(12, left=3)
    row = asked()
    sign_in(ben, fresh=True)
    text = client.post(address("evaluation-rows", practice, row, form="csv"))
    block = client.post(address("evaluation-rows", practice, row, form="parquet"))
    rows = list(csv.DictReader(io.StringIO(text.content.decode())))
    table = parquet.read_table(io.BytesIO(block.content))
    assert (len(rows), table.num_rows, text["Cache-Control"]) == (21, 21, "no-store")
    assert {one["person"] for one in rows}.isdisjoint(table["person"].to_pylist())  # new ids in each file
    keys = [str(one.uuid) for one in made]
    assert [key for key in (*keys, "Person", "1970", "2026") if key in text.content.decode()] == []
    assert {int(one["day"]) % 7 for one in rows} == {0}
    assert re.search(r"phq-9-rows-k([5-9]|1[0-2])\.csv", text["Content-Disposition"])
    codes = (
        AuditRecord.objects.filter(code="measures.export_evaluation").order_by("pk").values_list("facts__k", flat=True)
    )
    assert [k >= 5 for k in codes] == [True, True]


def test_figures_are_taken_along_as_they_stand_on_the_page(client, sign_in, practice, ben, people, asked):
    people(12)
    row = asked()
    sign_in(ben)
    rows = list(csv.DictReader(io.StringIO(
        client.get(address("evaluation-figures", practice, row, form="csv")).content.decode()
    )))  # fmt: skip
    block = client.get(address("evaluation-figures", practice, row, form="parquet")).content
    g = next(one for one in rows if one["name"] == "g")
    assert float(g["value"]) == row.result["paired"]["g"]
    assert parquet.read_table(io.BytesIO(block)).num_rows == len(rows)


def test_rows_need_a_fresh_proof(client, sign_in, practice, ben, people, asked):
    people(8)
    row = asked()
    sign_in(ben, fresh=False)
    answer = client.post(address("evaluation-rows", practice, row, form="csv"))
    assert (answer.status_code, answer.get("Content-Disposition")) == (302, None)


def test_the_nearest_answer_stands_for_a_time():
    given = [Given(0, "", 20), Given(70, "", 15), Given(95, "", 14), Given(300, "", 9)]
    assert placed(given, "months_3") == [("start", 0, 20), ("month_3", 95, 14)]
    assert placed(given, "first_last") == [("start", 0, 20), ("end", 300, 9)]
    assert placed(given[:1], "first_last") == [("start", 0, 20)]
    assert placed([], "years") == []


def test_before_and_after_sessions_are_means_of_a_person():
    given = [Given(0, "before", 6), Given(0, "after", 4), Given(7, "before", 8), Given(7, "after", 3)]
    assert placed(given, "session") == [("before", 0, 7), ("after", 0, 3.5)]
    assert placed(given, "first_last") == [("start", 0, 6)]


def test_every_code_has_words():
    assert set(words.TIMES) == set(POINTS)
    assert {point for points in POINTS.values() for point in points} == set(words.POINTS)


def test_one_who_answered_again_is_not_given_away_by_the_figures_before_and_after(
    practice, ben, people, asked, opened, at
):
    """The mean of nine, and the mean of the same nine after one of them answered anew: the difference is one person."""
    one, *others = people(9)
    assert asked().result["why"] == ""
    keep(hands_of_file(opened(ben, one)), at - timedelta(days=1), 2, client=one)
    assert asked().result["why"] == "too_near"
    for client in others[:4]:
        keep(hands_of_file(opened(ben, client)), at - timedelta(days=1), 2, client=client)
    assert asked().result["why"] == ""


def test_of_whom_something_was_shown_tells_nothing_of_what(people, asked):
    people(9)
    groups = asked().groups
    assert {len(name.rpartition(".")[2]) for group in groups for name in group} == {16}
    assert {len(name.partition(".")[0]) for group in groups for name in group} == {36}


def test_a_new_start_in_a_file_is_where_its_client_begins(practice, ben, people, asked, opened, at):
    """What was answered before it does not stand for the start."""
    for place, client in enumerate(people(9)):
        file = opened(ben, client)
        start_episode(file=file, starts_on=(at - timedelta(days=100)).date(), by=ben, at=at)
        keep(hands_of_file(file), at - timedelta(days=90), 18 + place % 3, client=client)
    start, _end = asked().result["points"]
    assert (start["people"], start["mean"]) == (9, 19)


@pytest.mark.parametrize(("kind", "use"), [("clients", "research"), ("trainees", "educational")])
def test_what_a_licence_does_not_allow_is_not_added_up(practice, ben, dino, cohort, asked, monkeypatch, kind, use):
    of = instrument("phq-9")
    less = replace(of, licence=replace(of.licence, allows=of.licence.allows - {use}))
    monkeypatch.setattr("feltwork.apps.measures.actions.evaluation.instrument", lambda name: less)
    whose = {"clients": {}, "trainees": {"kind": kind, "cohort": cohort, "roles": ADMIN, "by": dino}}[kind]
    with pytest.raises(ValidationError, match="does not allow"):
        asked(**whose)


def test_what_a_licence_does_not_allow_is_not_offered(practice, ben, people, at, monkeypatch):
    people(5)
    (group,) = groups_here(ben, PRACTITIONER, at)
    assert [one.id for one in group.instruments] == ["phq-9"]
    of = instrument("phq-9")
    less = replace(of, licence=replace(of.licence, allows=frozenset({"clinical"})))
    monkeypatch.setattr("feltwork.apps.measures.queries.evaluation.instruments", lambda: {"phq-9": less})
    assert [list(one.instruments) for one in groups_here(ben, PRACTITIONER, at)] == [[]]


def test_nothing_follows_from_the_trainees_page_and_the_report_together(
    client, sign_in, practice, dino, cohort, trainees, asked, at
):
    """Everybody who can see both pages and the export subtracts what they like. For each number that is held back
    there are at least as many possible values as a small count has."""
    trainees(12, silent=3)
    enrolments = list(Enrolment.objects.filter(cohort=cohort).order_by("pk"))
    for number, enrolment in enumerate(enrolments):
        plan = PlanFactory(school=practice, client=None, enrolment=enrolment, instrument="phq-9", how="yearly", by=dino)
        state = "done" if number < 11 else "open"
        AskingFactory(school=practice, client=None, enrolment=enrolment, plan=plan, instrument="phq-9", state=state)
    row = asked(kind="trainees", cohort=cohort, times="years", change_rule="", roles=ADMIN, by=dino)
    (shown,) = [one for group in cohorts_of(at) if group.cohort == cohort for one in group.asked]
    assert (shown.people, shown.answered) == (12, 10)
    # who did not answer: all numbers that fit what the page says
    left = {shown.people - answered for answered in range(13) if told_of(answered) == shown.answered}
    assert left == {0, 1, 2}
    # the report is of those who agreed; that three did not, or which of them answered, fits all of these
    counted = row.result["missing"]["asked"]
    silent = shown.people - counted
    assert silent == 3
    answered_silent = {answered - counted for answered in range(13) if told_of(answered) == shown.answered}
    assert answered_silent == {1, 2, 3}
    figures = sign_in(dino).get(address("evaluation-figures", practice, row, form="csv")).content.decode()
    assert not re.search(r"\b11\b", figures)


@pytest.mark.parametrize("answered", range(30))
def test_the_number_of_trainees_who_answered_rises_in_steps(answered):
    told = told_of(answered)
    assert (told is None) == (answered < 5)
    assert told is None or (told % 5, 0 <= answered - told < 5) == (0, True)
