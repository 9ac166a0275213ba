"""Measures over time: what is said about change, what never shares a line, what a client never sees."""

from datetime import timedelta

import pytest
from django.urls import reverse

from feltwork.apps.measures import actions
from feltwork.apps.measures.actions.results import keep_result
from feltwork.apps.measures.hands import hands_of_file, own_hands
from feltwork.apps.measures.models import Plan, Result
from feltwork.apps.measures.queries.items import item_table
from feltwork.apps.measures.queries.lines import stacks_of
from feltwork.apps.measures.queries.reading import cards_of
from feltwork.apps.measures.tests.factories import AskingFactory, PlanFactory
from feltwork.core.measures import DECLINED, instrument

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(opened, ben, eva):
    return opened(ben, eva.file)


@pytest.fixture
def answered(file, ben, at):
    """`answered("gad-7", [2, 2, 1], weeks=4)`: each item with that value, so many weeks apart, the last one now."""

    def make(instrument_id, levels, weeks=1, **more):
        whole = instrument(instrument_id)
        made = []
        for number, level in enumerate(levels):
            given = level if isinstance(level, dict) else {item.id: level for item in whole.items if not item.optional}
            when = at - timedelta(weeks=weeks * (len(levels) - 1 - number))
            made.append(
                actions.enter_scores(
                    file=file, instrument_id=instrument_id, answers=given, answered_at=when, by=ben, at=at, **more
                )
            )
        return made

    return make


def to(name, practice, **more):
    return reverse(f"measures:{name}", kwargs={"school": practice.slug, **more})


def results_of(practice, eva):
    return to("client-results", practice, uuid=eva.file.uuid)


def one(file):
    (card,) = cards_of(hands_of_file(file))
    return card


@pytest.mark.parametrize(
    ("levels", "verdict", "badge"),
    [
        ([2, 1], "better", "Reliably better"),
        ([1, 2], "worse", "Reliably worse"),
        ([2, 2], "none", "No reliable change"),
        ([2], "not_enough", "Not enough data"),
    ],
)
def test_the_verdict_is_said_with_its_rule(file, answered, levels, verdict, badge):
    answered("gad-7", levels)
    panel = one(file).first
    assert (panel.verdict, panel.badge, panel.basis.rule.kind, panel.basis.is_chosen) == (verdict, badge, "rci", False)


def test_numbers_formula_and_source_stand_one_click_away(practice, file, answered, ben, eva, sign_in):
    answered("gad-7", [2, 1])
    page = sign_in(ben).get(results_of(practice, eva)).content.decode()
    panel = one(file).first
    for words in ("Reliably better", "7 points lower", "The rule asks for", panel.basis.rule.sample):
        assert words in page
    assert "reliable recovery" in page


def test_the_plan_says_by_which_rule_it_is_read(file, answered, eva, ben):
    whole = instrument("phq-9")
    chosen = {"total": {"change": "mcid-5", "threshold": "remission"}}
    PlanFactory(client=eva.file, instrument="phq-9", basis=chosen, by=ben)
    answered("phq-9", [2, 1])
    panel = one(file).first
    assert (panel.basis.rule.id, panel.basis.cut.id, panel.basis.is_chosen) == ("mcid-5", "remission", True)
    assert panel.badge == "Better, by a change that matters"
    assert panel.change.rule in whole.changes


def test_versions_orders_and_ways_of_scoring_never_share_a_line(file, answered, eva, at):
    answered("phq-9", [1])
    answered("phq-a", [1])
    hands = hands_of_file(file)
    for version in ("1990", "1999"):
        asking = AskingFactory(client=eva.file, instrument="phq-9", version=version, state="done")
        items = {item.id: 1 for item in instrument("phq-9").items}
        keep_result(asking=asking, hands=hands, answers=items, answered_at=at, is_late=False, by=None, at=at)
    keys = sorted((one.key.instrument, one.key.version, len(one.sheets)) for one in stacks_of(hands))
    known = instrument("phq-9").version
    assert ("phq-9", "1990", 1) in keys
    assert ("phq-9", known, 2) in keys
    assert len({one.slug for one in stacks_of(hands)}) == len(keys) == 3


def test_two_scorings_of_k10_are_two_cards(file, eva, at):
    from feltwork.apps.measures.scoring import packed
    from feltwork.core.measures import score

    whole, hands = instrument("k10"), hands_of_file(file)
    option = whole.options[0]
    for number, value in enumerate(option.values[:2]):
        asking = AskingFactory(client=eva.file, instrument="k10", version=whole.version, state="done")
        answers = {item.id: item.responses[1] for item in whole.items}
        row = Result(school=eva.file.school, asking=asking, answered_at=at + timedelta(days=number), made_at=at)
        row.answers = hands.seal(row, "answers", answers)
        row.scores = hands.seal(row, "scores", packed(score(whole, answers, options={option.id: value})))
        row.save()
    assert [len(card.stack.sheets) for card in cards_of(hands)] == [1, 1]
    assert all(card.version_note for card in cards_of(hands))


def test_late_partial_and_corrected_answers_are_marked(file, answered, ben, at):
    (first,) = answered("gad-7", [{instrument("gad-7").items[0].id: 1}])
    whole = {item.id: 1 for item in instrument("gad-7").items}
    (row,) = one(file).rows
    assert (row.values, row.marks) == (("–",), "1 of 7 answered, no score: 6 answers are missing, from paper")
    actions.correct(result=first, file=file, answers=whole, reason="a page was stuck", by=ben, at=at)
    (row,) = one(file).rows
    assert (row.values, row.marks) == (("7",), "corrected, from paper")


def test_worth_talking_about_comes_with_what_to_look_at(practice, answered, ben, eva, sign_in):
    answered("gad-7", [1, 1, 3])
    page = sign_in(ben).get(results_of(practice, eva)).content.decode()
    assert "Worth talking about" in page
    for words in ("Working together", "Readiness", "Supports", "Medication", "Life events"):
        assert words in page


def test_missed_ones_are_counted_since_the_last_answer(file, answered, eva, at):
    answered("gad-7", [1])
    for day in (1, 2):
        AskingFactory(client=eva.file, instrument="gad-7", state="lapsed", due_at=at + timedelta(days=day))
    assert one(file).first.hints == ("The last 2 were not answered.",)


def test_the_state_check_gets_two_lines_and_no_verdict(file, answered):
    answered("fw-state", [3, 4], moment="before")
    answered("fw-state", [5, 6], moment="after")
    card = one(file)
    panel = card.first
    assert [line["name"] for line in panel.data["lines"]] == ["before the session", "after the session"]
    assert {each.verdict for each in card.panels} <= {"neither", "no_rule"}
    assert not card.has_main


def test_five_years_of_weekly_answers_take_few_statements(
    practice, file, ben, eva, at, sign_in, django_assert_num_queries
):
    hands = hands_of_file(file)
    for name in ("phq-9", "gad-7"):
        items = [item.id for item in instrument(name).items if not item.optional]
        for week in range(20):  # as many as the bench has hundreds: the number of statements is the same
            asking = AskingFactory(client=eva.file, instrument=name, version=instrument(name).version, state="done")
            when = at - timedelta(weeks=week)
            keep_result(
                asking=asking, hands=hands, answers=dict.fromkeys(items, week % 4), answered_at=when, is_late=False,
                by=None, at=at,
            )  # fmt: skip
    client = sign_in(ben)
    client.get(results_of(practice, eva))
    with django_assert_num_queries(10):
        page = client.get(results_of(practice, eva))
    assert page.content.decode().count("<tr>") == 42


def test_question_by_question_shows_topics_or_the_words_brought_in(practice, file, answered, worded, ben, eva, sign_in):
    first, *others = [item.id for item in instrument("gad-7").items]
    answered("gad-7", [2, {**dict.fromkeys(others, 1), first: DECLINED}])
    (stack,) = stacks_of(hands_of_file(file))
    table = item_table(hands_of_file(file), stack)
    assert (table.rows[0].values, table.rows[1].values, table.rows[0].words) == (("2", "rather not"), ("2", "1"), "")
    worded("gad-7")
    page = sign_in(ben).get(to("client-items", practice, uuid=eva.file.uuid, slug=stack.slug)).content.decode()
    assert "Invented question 1" in page
    assert "question by question" in page


def test_older_answers_are_a_page_back(file, answered):
    answered("fw-state", [1] * 11)
    (stack,) = stacks_of(hands_of_file(file))
    hands = hands_of_file(file)
    pages = [item_table(hands, stack, back=back) for back in (0, 1)]
    assert [(len(page.heads), page.older, page.newer) for page in pages] == [(8, 1, None), (3, 0, 0)]


def test_two_measures_stand_side_by_side_over_the_same_days(practice, answered, ben, eva, sign_in):
    answered("gad-7", [2, 1], weeks=4)
    answered("phq-9", [2, 1, 1], weeks=6)
    client = sign_in(ben)
    address = to("client-compare", practice, uuid=eva.file.uuid)
    assert client.get(address).context["pair"] is None
    (_a, a, _first), (_b, b, _second) = client.get(address).context["selects"]
    page = client.get(address, {"a": a, "b": b})
    pair = page.context["pair"]
    assert pair.left[1].data["span"] == pair.right[1].data["span"]
    assert len(pair.rows) == 4
    assert client.get(address, {"a": "no.such", "b": b}).context["pair"] is None


def test_only_whoever_treats_reads_it(practice, answered, ben, jonas, otto, carla, farid, eva, sign_in):
    answered("gad-7", [1])
    codes = {
        who.name: sign_in(who).get(results_of(practice, eva)).status_code
        for who in (ben, jonas, farid, otto, carla, eva)
    }
    assert list(codes.values()) == [200, 404, 404, 403, 403, 403]


def test_a_client_reads_kind_words_and_nothing_of_working_together(practice, answered, eva, ben, sign_in):
    answered("gad-7", [2, 1])
    answered("srs", [5])
    client = sign_in(eva)
    page = client.get(to("mine-results", practice)).content.decode()
    assert "Worry" in page
    assert "by more than chance explains. This does not tell why." in page
    for never in ("cut-off", "GAD-7", "SRS", "Reliably", "Worth talking about", "from paper"):
        assert never not in page
    words = client.get(to("mine-results", practice), {"show": "words"}).content.decode()
    assert "data-chart" not in words
    assert "<table" not in words


def test_a_trainee_reads_their_own_and_nobody_else_does(practice, alma, at, sign_in):
    hands = own_hands(alma, school=practice, at=at)
    asking = AskingFactory(client=None, school=practice, enrolment=alma.enrolment, state="done")
    answers = {item.id: 4 for item in instrument("fw-state").items}
    keep_result(asking=asking, hands=hands, answers=answers, answered_at=at, is_late=False, by=alma, at=at)
    page = sign_in(alma).get(to("mine-results", practice)).content.decode()
    assert "From your training" in page
    assert "You alone. Nobody at the school reads it." in page


def test_the_note_names_start_latest_and_what_it_stands_on(file, answered):
    answered("gad-7", [2, 2, 1])
    note = one(file).note
    assert note.startswith("GAD-7 (the past two weeks)\nTotal: 14 (")
    assert "Reliably better (reliable change, 4 points" in note


def test_nothing_yet_says_what_will_be_here(practice, ben, eva, sign_in):
    assert "No answers yet" in sign_in(ben).get(results_of(practice, eva)).content.decode()


def test_a_stopped_plan_still_says_how_it_is_read(file, answered, eva, ben, at):
    PlanFactory(client=eva.file, instrument="phq-9", basis={"total": {"change": "mcid-5"}}, by=ben, stopped_at=at)
    answered("phq-9", [1])
    assert one(file).first.basis.rule.id == "mcid-5"
    assert Plan.objects.count() == 1
