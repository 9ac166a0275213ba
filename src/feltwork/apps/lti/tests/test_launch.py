"""Alma opens a tool: what it is told, and everything that must not open anything."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.lti import actions
from feltwork.apps.lti.models import Alias, Launch, Tool
from feltwork.apps.lti.tests.factories import plug_in, put
from feltwork.apps.lti.tests.tool import HOST, SmallTool
from feltwork.apps.lti.wire import names


def page(name, school, **kwargs):
    return reverse(f"lti:{name}", kwargs={"school": school.slug, **kwargs})


@pytest.fixture
def opened(client, sign_in, alma, link, school):
    """Where Alma's browser is sent when she presses the button."""
    sign_in(alma)
    return client.post(page("link-open", school, uuid=link.uuid))["Location"]


def ask(client, school, question):
    return client.get(page("authorise", school), question)


def refused(answer, code):
    assert (answer.status_code, answer.context["code"]) == (422, code)
    assert b'name="id_token"' not in answer.content


def test_a_launch_from_the_button_to_the_signed_message(client, school, alma, tool, link, moodle, opened):
    assert opened.startswith(f"{HOST}/lti/login?iss=http%3A%2F%2F127.0.0.1%3A8000&")
    assert alma.name not in opened and alma.email not in opened

    answer = ask(client, school, moodle.asks(opened))
    claims = moodle.reads(answer, client)

    alias = Alias.objects.get(tool=tool, user=alma)
    assert (claims["iss"], claims["aud"], claims["sub"]) == ("http://127.0.0.1:8000", tool.client_id, str(alias.uuid))
    assert (claims["nonce"], claims[names.DEPLOYMENT]) == (moodle.nonce, str(tool.deployment))
    assert claims[names.MESSAGE_TYPE] == "LtiResourceLinkRequest"
    assert claims[names.RESOURCE_LINK] == {"id": str(link.uuid), "title": "Heart and breath", "description": ""}
    assert claims[names.ROLES] == [names.LEARNER]
    assert claims[names.TARGET] == f"{HOST}/lti/launch"
    assert 0 < claims["exp"] - claims["iat"] <= 300
    assert f'action="{HOST}/lti/launch"' in answer.content.decode()
    assert f'name="state" value="{moodle.state}"' in answer.content.decode()


def test_a_tool_is_told_neither_name_nor_mail_unless_the_school_says_so(client, school, alma, moodle, tool, opened):
    quiet = moodle.reads(ask(client, school, moodle.asks(opened)), client)
    assert {"name", "given_name", "family_name", "email", names.MEMBERS}.isdisjoint(quiet)

    Tool.objects.update(shares_name=True, shares_email=True, sees_members=True)
    link = tool.links.get()
    again = client.post(page("link-open", school, uuid=link.uuid))["Location"]
    told = moodle.reads(ask(client, school, moodle.asks(again, nonce="another")), client)

    assert (told["name"], told["given_name"], told["family_name"]) == ("Alma Reyes", "Alma", "Reyes")
    assert told["email"] == alma.email
    assert told[names.MEMBERS]["context_memberships_url"].endswith("/members/")


def test_two_tools_know_alma_by_two_names(client, sign_in, school, alma, dino, carla, cohort, tool, link):
    other = plug_in(school, dino, name="Quiz", host="https://quiz.example.org")
    put(other, carla, cohort=cohort)
    sign_in(alma)
    for one in (tool, other):
        client.post(page("link-open", school, uuid=one.links.get().uuid))

    assert len({alias.uuid for alias in Alias.objects.filter(user=alma)}) == 2


def test_the_page_lets_its_form_go_to_this_tool_only(client, school, moodle, opened):
    answer = ask(client, school, moodle.asks(opened))
    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))

    assert policy["form-action"] == f"'self' {HOST}"
    assert policy["default-src"] == "'self'"
    home = client.get(page("links", school))["Content-Security-Policy"]
    assert HOST not in home


def test_the_question_may_come_as_a_form_of_another_site(client, school, moodle, opened):
    """Such a form brings no cookies; the browser is sent on to ask again by address."""
    stranger = Client(enforce_csrf_checks=True)
    answer = stranger.post(page("authorise", school), {**moodle.asks(opened), "unasked": "x"})

    assert answer.status_code == 303
    assert "unasked" not in answer["Location"]
    assert moodle.reads(client.get(answer["Location"]), client)["nonce"] == moodle.nonce


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"redirect_uri": f"{HOST}/lti/launch?next=https://evil.example"}, "redirect_uri"),
        ({"redirect_uri": "https://evil.example/lti/launch"}, "redirect_uri"),
        ({"redirect_uri": f"{HOST}/lti/launch/"}, "redirect_uri"),
        ({"response_mode": "query"}, "response_mode"),
        ({"response_type": "code"}, "response_type"),
        ({"scope": "profile"}, "scope"),
        ({"prompt": "login"}, "prompt"),
        ({"nonce": ""}, "nonce"),
        ({"nonce": "n" * 1001}, "nonce"),
        ({"client_id": str(uuid.uuid4())}, "client_id"),
        ({"client_id": "1 OR 1=1"}, "client_id"),
        ({"login_hint": str(uuid.uuid4())}, "hint"),
        ({"lti_message_hint": str(uuid.uuid4())}, "hint"),
        ({"lti_message_hint": "x"}, "hint"),
    ],
)
def test_a_question_that_is_not_the_one_is_not_answered(client, school, moodle, opened, change, code):
    refused(ask(client, school, moodle.asks(opened, **change)), code)
    assert Launch.objects.get().sent_at is None


def test_what_no_database_can_hold_breaks_nothing(client, school, moodle, opened):
    for name in ("redirect_uri", "client_id", "login_hint", "lti_message_hint"):
        assert ask(client, school, moodle.asks(opened, **{name: "\x00\ud7ff"})).status_code == 422
    told = ask(client, school, moodle.asks(opened, nonce="\x00", state="\x00<script>"))
    assert told.status_code == 200 and b"<script>" not in told.content.split(b"<main")[1]


def test_a_launch_is_answered_once(client, school, moodle, opened):
    question = moodle.asks(opened)
    assert ask(client, school, question).status_code == 200
    refused(ask(client, school, question), "replayed")
    refused(ask(client, school, {**question, "nonce": "fresh"}), "replayed")


def test_a_nonce_is_used_once(client, school, link, moodle, opened):
    ask(client, school, moodle.asks(opened))
    again = client.post(page("link-open", school, uuid=link.uuid))["Location"]

    refused(ask(client, school, moodle.asks(again)), "replayed")


def test_a_launch_waits_for_ten_minutes(client, school, moodle, opened, at):
    Launch.objects.update(begun_at=at.replace(year=2025))
    refused(ask(client, school, moodle.asks(opened)), "late")


def test_the_launch_of_another_person_opens_nothing(client, sign_in, school, carla, moodle, opened):
    """Whoever gets hold of Alma's question cannot become Alma in the tool, nor make others into her."""
    sign_in(carla)
    refused(ask(client, school, moodle.asks(opened)), "hint")


def test_signed_out_nothing_is_answered(client, school, moodle, opened):
    client.logout()
    refused(ask(client, school, moodle.asks(opened)), "signed_out")


def test_another_tool_cannot_use_the_launch(client, school, dino, moodle, opened):
    other = plug_in(school, dino, name="Quiz", host="https://quiz.example.org")
    question = moodle.asks(opened, client_id=other.client_id, redirect_uri=other.redirect_uris[0])
    refused(ask(client, school, question), "hint")


def test_a_tool_of_another_school_is_unknown_here(client, sign_in, school, elsewhere, farid, moodle, opened):
    stranger = plug_in(elsewhere, farid, host="https://quiz.example.org")
    question = moodle.asks(opened, client_id=stranger.client_id, redirect_uri=stranger.redirect_uris[0])
    refused(ask(client, school, question), "client_id")


def test_a_tool_that_was_switched_off_meanwhile_is_told_nothing(client, school, dino, tool, link, moodle, opened, at):
    actions.switch_tool(tool=tool, on=False, by=dino, at=at)

    refused(ask(client, school, moodle.asks(opened)), "client_id")
    assert client.get(page("link", school, uuid=link.uuid)).status_code == 404


def test_a_link_that_was_taken_away_meanwhile_opens_nothing(client, school, carla, link, moodle, opened, at):
    actions.remove_link(link=link, by=carla, at=at)
    refused(ask(client, school, moodle.asks(opened)), "gone")


def test_a_student_of_another_cohort_finds_no_link(client, sign_in, school, member, link):
    sign_in(member("Nora Lind", "student"))
    assert client.post(page("link-open", school, uuid=link.uuid)).status_code == 404
    assert client.get(page("link", school, uuid=link.uuid)).status_code == 404


def test_farid_finds_nothing(client, sign_in, school, farid, link):
    sign_in(farid)
    for name in ("link", "link-open"):
        assert client.post(page(name, school, uuid=link.uuid)).status_code in {404, 405}
    assert Launch.objects.count() == 0


def test_those_who_teach_are_instructors(client, sign_in, school, carla, link, moodle):
    sign_in(carla)
    opened = client.post(page("link-open", school, uuid=link.uuid))["Location"]
    claims = moodle.reads(ask(client, school, moodle.asks(opened)), client)
    assert claims[names.ROLES] == [names.INSTRUCTOR]


def test_what_the_tool_was_told_is_in_the_audit_trail(client, school, alma, tool, moodle, opened):
    ask(client, school, moodle.asks(opened))
    row = AuditRecord.objects.get(code="lti.launch")
    assert (row.by, row.facts) == (alma, {"name": False, "email": False, "tool": str(tool.uuid)})


def test_custom_parameters_are_filled_in_and_unknown_ones_stay(client, sign_in, school, alma, dino, cohort, platform):
    custom = {"who": "$User.id", "name": "$Person.name.full", "level": "3", "what": "$Not.known"}
    tool = plug_in(school, dino, custom=custom)
    link, moodle = put(tool, dino, cohort=cohort, custom={"level": "4"}), SmallTool(tool)
    sign_in(alma)
    opened = client.post(page("link-open", school, uuid=link.uuid))["Location"]
    claims = moodle.reads(ask(client, school, moodle.asks(opened)), client)

    told = {"who": claims["sub"], "name": "$Person.name.full", "level": "4", "what": "$Not.known"}
    assert claims[names.CUSTOM] == told
