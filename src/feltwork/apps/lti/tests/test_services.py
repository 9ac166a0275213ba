"""A tool speaks for itself: tokens, line items, scores, results, members."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from feltwork.apps.learning.models import Completion
from feltwork.apps.learning.tests.factories import open_course
from feltwork.apps.lti import actions
from feltwork.apps.lti.models import AccessToken, LineItem, Score, Tool
from feltwork.apps.lti.tests.factories import plug_in, put
from feltwork.apps.lti.tests.tool import SmallTool, key_called, score, sends
from feltwork.apps.lti.wire import names


@pytest.fixture
def program():
    """Not a browser: no session, and CSRF checks as in real life."""
    return Client(enforce_csrf_checks=True)


def address(name, school, uuid):
    return reverse(f"lti:{name}", kwargs={"school": school.slug, "uuid": uuid})


@pytest.fixture
def items_url(school, link):
    return address("line-items", school, link.context.uuid)


@pytest.fixture
def token(program, school, moodle, link):
    Tool.objects.update(sees_members=True)
    return moodle.token(program, school)


@pytest.fixture
def item(program, items_url, link, token):
    facts = {"label": "Quiz", "scoreMaximum": 10, "resourceLinkId": str(link.uuid), "tag": "quiz"}
    made = sends(program, "POST", items_url, token, facts)
    assert (made.status_code, made["Content-Type"]) == (201, names.ITEM_MEDIA)
    return LineItem.objects.get()


def subject(tool, user):
    return actions.know(tool, [user])[user.pk]


# --- tokens


def test_a_token_is_given_for_what_the_tool_may_do_and_asks(program, school, moodle):
    wanted = f"{names.SCORE_SCOPE} {names.MEMBERS_SCOPE} https://example.org/all"
    answer = moodle.asks_token(program, school, wanted).json()
    assert (answer["scope"], answer["token_type"], answer["expires_in"]) == (names.SCORE_SCOPE, "Bearer", 3600)
    assert answer["access_token"] not in str(AccessToken.objects.values_list())


def test_a_tool_that_may_do_nothing_of_it_gets_no_token(program, school, moodle):
    answer = moodle.asks_token(program, school, names.MEMBERS_SCOPE)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")


def test_an_assertion_is_shown_once(program, school, moodle):
    signed = moodle.signs(moodle.assertion(f"http://127.0.0.1:8000/at/{school.slug}/lti/token/"))
    first, second = (moodle.asks_token(program, school, names.SCORE_SCOPE, signed=signed) for _ in range(2))
    assert (first.status_code, second.status_code, second.json()["error"]) == (200, 401, "invalid_client")


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "http://127.0.0.1:8000"},
        {"aud": "https://elsewhere.example/token"},
        {"sub": "somebody"},
        {"iss": "somebody"},
        {"iss": ["x"]},
        {"exp": 1},
        {"jti": ""},
        {"jti": 5},
    ],
)
def test_a_wrong_assertion_opens_nothing(program, school, moodle, changes):
    claims = moodle.assertion(f"http://127.0.0.1:8000/at/{school.slug}/lti/token/", **changes)
    answer = moodle.asks_token(program, school, names.SCORE_SCOPE, signed=moodle.signs(claims))
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_the_key_of_another_tool_opens_nothing(program, school, moodle):
    claims = moodle.assertion(f"http://127.0.0.1:8000/at/{school.slug}/lti/token/")
    signed = moodle.signs(claims, key=key_called("tool-2"))
    assert moodle.asks_token(program, school, names.SCORE_SCOPE, signed=signed).status_code == 401


def test_a_tool_of_another_school_gets_no_token_here(program, school, elsewhere, farid, platform):
    stranger = SmallTool(plug_in(elsewhere, farid))
    assert stranger.asks_token(program, school, names.SCORE_SCOPE).status_code == 401
    assert stranger.asks_token(program, elsewhere, names.SCORE_SCOPE).status_code == 200


def test_only_client_credentials_are_known(program, school, moodle):
    url = f"/at/{school.slug}/lti/token/"
    given = {
        "grant_type": "password",
        "client_assertion_type": names.JWT_BEARER,
        "client_assertion": moodle.signs(moodle.assertion("http://127.0.0.1:8000" + url)),
    }
    assert program.post(url, given).json()["error"] == "unsupported_grant_type"


def test_a_token_runs_out_and_ends_when_the_tool_is_switched_off(program, school, dino, moodle, items_url, token, at):
    assert sends(program, "GET", items_url, token).status_code == 200
    actions.switch_tool(tool=moodle.row, on=False, by=dino, at=at)
    actions.switch_tool(tool=moodle.row, on=True, by=dino, at=at)
    assert sends(program, "GET", items_url, token).status_code == 401

    fresh = moodle.token(program, school)
    AccessToken.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    assert sends(program, "GET", items_url, fresh).status_code == 401


def test_what_the_school_takes_away_ends_with_tokens_that_are_out(program, items_url, token):
    Tool.objects.update(grades=False)
    answer = sends(program, "GET", items_url, token)
    assert (answer.status_code, answer.json()["error"]) == (403, "insufficient_scope")


def test_a_token_to_read_does_not_write(program, school, moodle, items_url):
    reading = moodle.token(program, school, names.ITEMS_READ_SCOPE)
    assert sends(program, "GET", items_url, reading).status_code == 200
    assert sends(program, "POST", items_url, reading, {"label": "x", "scoreMaximum": 1}).status_code == 403


# --- line items and scores


def test_line_items_are_listed_filtered_and_paged(program, school, items_url, link, item, token):
    for number in range(3):
        sends(program, "POST", items_url, token, {"label": f"More {number}", "scoreMaximum": 5, "tag": "more"})

    everything = sends(program, "GET", items_url, token).json()
    assert [row["label"] for row in everything] == ["Quiz", "More 0", "More 1", "More 2"]
    assert everything[0]["resourceLinkId"] == str(link.uuid)
    tagged = sends(program, "GET", f"{items_url}?tag=more&limit=2", token)
    assert [row["label"] for row in tagged.json()] == ["More 0", "More 1"]
    onwards = tagged["Link"].split(">")[0][1:]
    rest = sends(program, "GET", onwards, token)
    assert ([row["label"] for row in rest.json()], rest.has_header("Link")) == (["More 2"], False)
    for odd in ("tag=%00", "resource_id=%00", "resource_link_id=%00", "limit=-1&from=x", "tag=more&from=999999"):
        assert sends(program, "GET", f"{items_url}?{odd}", token).status_code == 200
    mine = sends(program, "GET", f"{items_url}?resource_link_id={link.uuid}", token).json()
    assert [row["label"] for row in mine] == ["Quiz"]


def test_a_line_item_is_changed_and_put_away_but_its_scores_stay(program, school, tool, alma, item, token):
    url = address("line-item", school, item.uuid)
    sends(program, "POST", f"{url}/scores", token, score(subject(tool, alma)))

    changed = sends(program, "PUT", url, token, {"label": "Test", "scoreMaximum": 20})
    assert (changed.json()["label"], changed.json()["scoreMaximum"]) == ("Test", 20)
    assert sends(program, "DELETE", url, token).status_code == 204
    assert sends(program, "GET", url, token).status_code == 404
    assert Score.objects.count() == 1


def test_a_score_becomes_a_result_and_a_later_one_takes_its_place(program, school, tool, alma, item, token):
    url, name = address("line-item", school, item.uuid), subject(tool, alma)
    later = score(name, 9, comment="Well done", timestamp="2026-11-19T10:00:00Z")
    for body in (score(name, 4), later):
        assert sends(program, "POST", f"{url}/scores", token, body).status_code == 200

    rows = sends(program, "GET", f"{url}/results", token).json()
    assert [(row["userId"], row["resultScore"], row["resultMaximum"], row["comment"]) for row in rows] == [
        (name, 9, 10, "Well done")
    ]
    assert sends(program, "GET", f"{url}/results?user_id={name}", token).json() == rows
    assert sends(program, "GET", f"{url}/results?user_id=nobody", token).json() == []
    for old in ("2026-11-19T09:30:00Z", "2026-11-19T10:00:00Z"):
        again = sends(program, "POST", f"{url}/scores", token, score(name, 1, timestamp=old))
        assert (again.status_code, again.json()["error"]) == (409, "older")
    same = sends(program, "POST", f"{url}/scores", token, {**later, "timestamp": "2026-11-19T12:00:00+0200"})
    assert (same.status_code, Score.objects.count()) == (200, 2)


def test_a_score_about_somebody_else_is_not_taken(program, school, tool, ben, farid, item, token):
    url = f"{address('line-item', school, item.uuid)}/scores"
    for name in (subject(tool, ben), str(farid.uuid), "1", "' OR 1=1 --"):
        answer = sends(program, "POST", url, token, score(name))
        assert (answer.status_code, answer.json()["error"]) == (400, "userId")
    assert Score.objects.count() == 0


def test_a_tool_sees_neither_contexts_nor_items_of_others(program, school, dino, carla, cohort, item, items_url):
    other = SmallTool(plug_in(school, dino, name="Quiz", host="https://quiz.example.org", sees_members=True))
    token = other.token(program, school)
    assert sends(program, "GET", items_url, token).status_code == 404
    assert sends(program, "GET", items_url.replace("lineitems", "members"), token).status_code == 404

    put(other.row, carla, cohort=cohort)
    assert sends(program, "GET", items_url, token).json() == []
    url = address("line-item", school, item.uuid)
    for method in ("GET", "PUT", "DELETE"):
        assert sends(program, method, url, token, {"label": "x", "scoreMaximum": 1}).status_code == 404
    mine = {"label": "x", "scoreMaximum": 1, "resourceLinkId": str(item.link.uuid)}
    assert sends(program, "POST", items_url, token, mine).json()["error"] == "resourceLinkId"


def test_a_token_of_one_school_is_worth_nothing_at_another(program, elsewhere, farid, link, token, cohort):
    theirs = plug_in(elsewhere, farid)
    place = put(theirs, farid).context
    assert sends(program, "GET", address("line-items", elsewhere, place.uuid), token).status_code == 401


def test_a_tool_makes_no_more_items_than_anybody_needs(program, items_url, tool, link, token, monkeypatch):
    monkeypatch.setattr("feltwork.apps.lti.actions.grades.MOST_ITEMS", 2)
    codes = [sends(program, "POST", items_url, token, {"label": "x", "scoreMaximum": 1}).status_code for _ in range(3)]
    assert codes == [201, 201, 400]


# --- a result completes a course


@pytest.fixture
def course(school):
    return open_course(school, evidence_code="exam-physiology")[0]


def result_for(program, school, moodle, link, user, *scores):
    """What `scores` about *user* make of a line item of *link*."""
    token, name = moodle.token(program, school), subject(moodle.row, user)
    facts = {"label": "Quiz", "scoreMaximum": 10, "resourceLinkId": str(link.uuid)}
    url = sends(program, "POST", address("line-items", school, link.context.uuid), token, facts).json()["id"]
    for number, (given, changes) in enumerate(scores):
        body = score(name, given, timestamp=f"2026-11-19T09:0{number}:00Z", **changes)
        assert sends(program, "POST", f"{url}/scores", token, body).status_code == 200


def test_a_final_result_that_is_good_enough_completes_the_course_once(program, school, carla, alma, moodle, course):
    link = put(moodle.row, carla, course=course, completes=True, pass_share="4/5")
    result_for(program, school, moodle, link, alma, (7, {}), (8, {"gradingProgress": "Pending"}))
    assert Completion.objects.count() == 0

    result_for(program, school, moodle, link, alma, (8, {}), (9, {}))
    done = Completion.objects.get()
    assert (done.enrolment, done.course, str(done.score), done.source) == (
        alma.enrolment, course, "0.8000", "LTI: School Moodle"
    )  # fmt: skip


def test_a_result_completes_nothing_unless_the_link_says_so(program, school, carla, alma, moodle, course):
    result_for(program, school, moodle, put(moodle.row, carla, course=course), alma, (10, {}))
    assert Completion.objects.count() == 0


def test_a_link_alone_completes_nothing(program, school, carla, alma, cohort, moodle, link):
    alone = put(moodle.row, carla, cohort=cohort, completes=True)
    result_for(program, school, moodle, alone, alma, (10, {}))
    assert (Score.objects.count(), Completion.objects.count()) == (1, 0)


def test_a_link_of_a_lesson_completes_the_lesson_and_shows_in_it(program, school, carla, alma, moodle, at):
    course, (lesson, _other) = open_course(school)
    link = put(moodle.row, carla, course=course, lesson=lesson, completes=True)
    lesson.refresh_from_db()
    assert lesson.tool_link == f"lti/links/{link.uuid}/"

    result_for(program, school, moodle, link, alma, (1, {}))
    assert Completion.objects.get().lesson == lesson
    actions.remove_link(link=link, by=carla, at=at)
    lesson.refresh_from_db()
    assert lesson.tool_link == ""


def test_faculty_trying_it_out_completes_nothing(program, school, carla, moodle, course):
    link = put(moodle.row, carla, course=course, completes=True)
    result_for(program, school, moodle, link, carla, (10, {}))
    assert (Score.objects.get().user, Completion.objects.count()) == (carla, 0)


# --- members


def test_members_are_names_of_the_tools_own(program, school, tool, alma, carla, items_url, token):
    url = items_url.replace("lineitems", "members")
    answer = sends(program, "GET", url, token)
    assert answer["Content-Type"] == names.MEMBERS_MEDIA
    people = answer.json()["members"]

    assert [(row["user_id"], row["roles"]) for row in people] == [
        (subject(tool, alma), [names.LEARNER]),
        (subject(tool, carla), [names.INSTRUCTOR]),
    ]
    assert [set(row) for row in people] == [{"status", "user_id", "roles"}] * 2
    assert alma.email not in answer.content.decode()


def test_names_are_told_where_the_school_says_so(program, school, alma, items_url, token):
    Tool.objects.update(shares_name=True)
    url = items_url.replace("lineitems", "members")
    learners = sends(program, "GET", f"{url}?role=Learner", token).json()["members"]
    assert [row["name"] for row in learners] == ["Alma Reyes"]
    assert "email" not in learners[0]


def test_who_left_is_no_member_and_gets_no_score(program, school, tool, alma, item, token, items_url):
    name = subject(tool, alma)
    alma.enrolment.state = "withdrawn"
    alma.enrolment.save()
    members = sends(program, "GET", items_url.replace("lineitems", "members"), token).json()["members"]
    assert name not in {row["user_id"] for row in members}
    url = f"{address('line-item', school, item.uuid)}/scores"
    assert sends(program, "POST", url, token, score(name)).status_code == 400


def test_members_come_in_pages(program, school, alma, carla, items_url, token):
    url = items_url.replace("lineitems", "members")
    first = sends(program, "GET", f"{url}?limit=1", token)
    second = sends(program, "GET", first["Link"].split(">")[0][1:], token)
    assert [len(one.json()["members"]) for one in (first, second)] == [1, 1]
    assert not second.has_header("Link")


def test_no_session_opens_what_is_for_programs(client, sign_in, dino, school, items_url, item):
    sign_in(dino)
    for url in (items_url, address("line-item", school, item.uuid), items_url.replace("lineitems", "members")):
        answer = client.get(url)
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer error="invalid_token"')


def test_what_has_run_out_is_cleared_away(program, school, moodle, token, at):
    actions.clear_away(at=timezone.now())
    assert AccessToken.objects.count() == 1
    actions.clear_away(at=timezone.now() + timedelta(hours=2))
    assert AccessToken.objects.count() == 0
