"""Carla chooses in the tool, and the tool's answer puts nothing anywhere before she has seen it."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from feltwork.apps.lti.models import Launch, LineItem, ResourceLink
from feltwork.apps.lti.tests.factories import plug_in
from feltwork.apps.lti.tests.tool import HOST, SmallTool, key_called
from feltwork.apps.lti.wire import names

ITEMS = [
    {"type": "ltiResourceLink", "title": "Quiz", "url": f"{HOST}/q/1", "lineItem": {"scoreMaximum": 10}},
    {"type": "ltiResourceLink", "title": "Reading", "text": "About rest", "custom": {"chapter": 2}},
    {"type": "link", "title": "A page", "url": "https://example.org"},
]


def page(name, school, **kwargs):
    return reverse(f"lti:{name}", kwargs={"school": school.slug, **kwargs})


@pytest.fixture
def claims(client, sign_in, school, carla, cohort, moodle):
    """What the tool is told when Carla goes there to choose something for her cohort."""
    sign_in(carla)
    given = {"tool": moodle.row.pk, "place": f"cohort:{cohort.uuid}"}
    opened = client.post(page("pick", school), given)["Location"]
    return moodle.reads(client.get(page("authorise", school), moodle.asks(opened)), client)


def back(school, claims, token):
    """The tool's page sends its answer through the browser, without any cookie of ours."""
    url = page("pick-return", school, uuid=claims[names.PICKING]["data"])
    assert claims[names.PICKING]["deep_link_return_url"] == f"http://127.0.0.1:8000{url}"
    return Client(enforce_csrf_checks=True).post(url, {"JWT": token})


def test_carla_chooses_sees_and_takes(client, school, carla, cohort, moodle, claims):
    assert claims[names.MESSAGE_TYPE] == names.PICK
    assert names.RESOURCE_LINK not in claims
    answer = back(school, claims, moodle.signs(moodle.answers(claims, ITEMS)))
    assert (answer.status_code, ResourceLink.objects.count()) == (303, 0)

    shown = client.get(answer["Location"]).content.decode()
    assert "Quiz" in shown and "About rest" in shown and "A page: it is no link to something in the tool" in shown
    client.post(answer["Location"], {"item": ["0", "7", "x", "١"]})

    link = ResourceLink.objects.get()
    assert (link.title, link.url, link.context.cohort) == ("Quiz", f"{HOST}/q/1", cohort)
    item = LineItem.objects.get()
    assert (item.link, item.label, item.maximum) == (link, "Quiz", 10)
    assert client.get(answer["Location"]).status_code == 404


def test_what_no_database_can_hold_is_left_out(client, school, moodle, claims):
    odd = {"type": "ltiResourceLink", "title": "Qu\x00iz\ud800", "custom": {"a\x00": "b\x00"}}
    words = {names.PICK_WORDS: "Do\x00ne"}
    token = moodle.signs(moodle.answers(claims, [odd, {"type": "x", "title": "\x00\ud800"}], **words))
    answer = back(school, claims, token)
    client.post(answer["Location"], {"item": "0"})
    assert [(link.title, link.custom) for link in ResourceLink.objects.all()] == [("Quiz", {"a": "b"})]


def test_taking_nothing_puts_nothing_there(client, school, moodle, claims):
    answer = back(school, claims, moodle.signs(moodle.answers(claims, ITEMS)))
    client.post(answer["Location"], {})
    assert (ResourceLink.objects.count(), Launch.objects.get().picked) == (0, {})


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"aud": "https://elsewhere.example"}, "audience"),
        ({"iss": "somebody"}, "issuer"),
        ({"exp": 1}, "expired"),
        ({names.DEPLOYMENT: str(uuid.uuid4())}, "deployment_id"),
        ({names.MESSAGE_TYPE: "LtiResourceLinkRequest"}, "message_type"),
        ({names.VERSION: "1.1"}, "version"),
        ({names.PICKING_DATA: str(uuid.uuid4())}, "data"),
        ({names.PICKED: {}}, "content_items"),
        ({"nonce": ""}, "nonce"),
    ],
)
def test_an_answer_that_does_not_belong_is_refused(school, moodle, claims, changes, code):
    answer = back(school, claims, moodle.signs(moodle.answers(claims, ITEMS, **changes)))
    assert (answer.status_code, answer.context["code"]) == (422, code)
    assert Launch.objects.get().answered_at is None


def test_an_answer_signed_by_somebody_else_is_refused(school, moodle, claims):
    token = moodle.signs(moodle.answers(claims, ITEMS), key=key_called("tool-2"))
    assert back(school, claims, token).context["code"] == "signature"
    assert back(school, claims, "").context["code"] == "malformed"


def test_an_answer_is_shown_once(school, moodle, claims):
    token = moodle.signs(moodle.answers(claims, ITEMS))
    assert back(school, claims, token).status_code == 303
    assert back(school, claims, token).context["code"] == "replayed"
    assert back(school, claims, moodle.signs(moodle.answers(claims, []))).context["code"] == "replayed"


def test_another_tool_of_the_school_cannot_answer(school, dino, moodle, claims):
    other = SmallTool(plug_in(school, dino, kid="tool-2", name="Quiz", host="https://quiz.example.org"), kid="tool-2")
    token = other.signs(other.answers(claims, ITEMS, **{names.DEPLOYMENT: str(other.row.deployment)}))
    assert back(school, claims, token).context["code"] in {"issuer", "key"}


def test_only_who_went_there_may_take_it(client, sign_in, school, carla, greta, moodle, claims):
    answer = back(school, claims, moodle.signs(moodle.answers(claims, ITEMS)))
    sign_in(greta)
    assert client.get(answer["Location"]).status_code == 404


def test_students_and_strangers_do_not_choose(client, sign_in, school, alma, farid, tool):
    sign_in(alma)
    assert client.get(page("pick", school)).status_code == 403
    sign_in(farid)
    assert client.get(page("pick", school)).status_code == 404


def test_before_the_tool_has_answered_there_is_nothing_to_take(client, school, claims):
    url = page("picked", school, uuid=claims[names.PICKING]["data"])
    assert client.get(url).context["code"] == "no_answer"
