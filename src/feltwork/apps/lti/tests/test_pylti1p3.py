"""A tool that others wrote plays the other side: PyLTI1p3, as tools in Python use it.

Only the network is ours: its HTTP session ends in Django's test client.
"""

from datetime import UTC, datetime
from io import BytesIO
from urllib.parse import urlsplit

import pytest
import requests
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client, RequestFactory
from django.urls import reverse
from pylti1p3.contrib.django import DjangoMessageLaunch, DjangoOIDCLogin
from pylti1p3.deep_link_resource import DeepLinkResource
from pylti1p3.exception import LtiException
from pylti1p3.grade import Grade
from pylti1p3.lineitem import LineItem as ToolsItem
from pylti1p3.registration import Registration
from pylti1p3.tool_config import ToolConfDict
from requests.adapters import BaseAdapter

from feltwork.apps.learning.models import Completion
from feltwork.apps.learning.tests.factories import open_course
from feltwork.apps.lti.models import Alias, LineItem, ResourceLink, Score, Tool
from feltwork.apps.lti.tests.factories import plug_in, put
from feltwork.apps.lti.tests.tool import HOST, key_called
from feltwork.apps.lti.wire import names

PLATFORM = "http://127.0.0.1:8000"


class Wire(BaseAdapter):
    """What the tool sends over the network arrives at this installation."""

    def send(self, request, **kwargs):
        parts = urlsplit(request.url)
        body = request.body.encode() if isinstance(request.body, str) else request.body or b""
        headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in request.headers.items()}
        kind = request.headers.get("Content-Type", "text/plain")
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        told = Client(enforce_csrf_checks=True).generic(request.method, path, body, content_type=kind, **headers)
        answer = requests.Response()
        answer.status_code, answer.url, answer.request = told.status_code, request.url, request
        answer.headers.update(told.headers)
        answer.raw, answer.encoding = BytesIO(told.content), "utf-8"
        return answer

    def close(self):
        pass


class Other:
    """The tool as its makers would write it, in few lines."""

    def __init__(self, row, school):
        facts = {
            "client_id": row.client_id,
            "auth_login_url": PLATFORM + reverse("lti:authorise", args=[school.slug]),
            "auth_token_url": PLATFORM + reverse("lti:token", args=[school.slug]),
            "key_set_url": f"{PLATFORM}/lti/keys.json",
            "key_set": None,
            "deployment_ids": [str(row.deployment)],
        }
        self.config = ToolConfDict({PLATFORM: [facts]})
        key = key_called("tool-1")
        self.config.set_private_key(PLATFORM, key.as_pem(private=True).decode(), client_id=row.client_id)
        self.config.set_public_key(PLATFORM, key.as_pem(private=False).decode(), client_id=row.client_id)
        self.session, self.wire, self.cookies = SessionStore(), requests.Session(), {}
        self.wire.mount("http://", Wire())

    def is_opened(self, address):
        """The browser comes to its login address and is sent on; returns where to."""
        request = self._request(RequestFactory().get(address))
        answer = DjangoOIDCLogin(request, self.config).redirect(f"{HOST}/lti/launch")
        self.cookies.update({name: one.value for name, one in answer.cookies.items()})
        return answer["Location"]

    def is_launched(self, page):
        """The browser brings the form of our page."""
        text = page.content.decode()
        fields = {name: text.split(f'name="{name}" value="')[1].split('"')[0] for name in ("id_token", "state")}
        request = self._request(RequestFactory().post("/lti/launch", fields))
        launch = DjangoMessageLaunch(request, self.config, requests_session=self.wire)
        launch.get_launch_data()
        return launch

    def _request(self, request):
        request.session = self.session
        request.COOKIES.update(self.cookies)
        return request


@pytest.fixture
def row(school, dino, platform):
    """A tool whose keys are as PyLTI1p3 names them: by their thumbprint."""
    pem = key_called("tool-1").as_pem(private=False).decode()
    return plug_in(school, dino, jwks={"keys": [Registration.get_jwk(pem)]}, shares_name=True, sees_members=True)


@pytest.fixture
def other(row, school):
    return Other(row, school)


def opened(client, other, address, given=None):
    """From the button to the tool, as the browser goes."""
    sent = client.post(address, given or {})["Location"]
    back = urlsplit(other.is_opened(sent))
    page = client.get(f"{back.path}?{back.query}")
    assert page.status_code == 200, page.context["code"]
    return other.is_launched(page)


def test_it_takes_a_launch_and_reports_a_grade_that_completes_the_course(
    client, sign_in, school, alma, carla, row, other
):
    course, _lessons = open_course(school)
    link = put(row, carla, course=course, completes=True)
    sign_in(alma)
    launch = opened(client, other, reverse("lti:link-open", args=[school.slug, link.uuid]))

    assert launch.is_resource_launch() and launch.check_student_access() and not launch.check_teacher_access()
    assert launch.get_launch_data()["name"] == "Alma Reyes"
    assert launch.has_ags() and launch.has_nrps()

    grade = Grade().set_user_id(launch.get_launch_data()["sub"]).set_score_given(9).set_score_maximum(10)
    grade.set_timestamp(datetime.now(UTC).isoformat()).set_activity_progress("Completed")
    grade.set_grading_progress("FullyGraded").set_comment("Well read")
    grades = launch.get_ags()
    grades.put_grade(grade)

    assert (Score.objects.get().comment, Score.objects.get().item.link) == ("Well read", link)
    assert Completion.objects.get().enrolment == alma.enrolment
    assert [(one["resultScore"], one["resultMaximum"]) for one in grades.get_grades()] == [(9, 10)]


def test_it_reads_who_is_there(client, sign_in, school, alma, carla, cohort, row, other):
    link = put(row, carla, cohort=cohort)
    sign_in(carla)
    launch = opened(client, other, reverse("lti:link-open", args=[school.slug, link.uuid]))

    people = launch.get_nrps().get_members()
    assert launch.check_teacher_access()
    assert [one["name"] for one in people] == ["Alma Reyes", "Carla Lindqvist"]
    assert people[0]["user_id"] == str(Alias.objects.get(tool=row, user=alma).uuid)


def test_it_makes_line_items_of_its_own(client, sign_in, school, alma, carla, cohort, row, other):
    link = put(row, carla, cohort=cohort)
    sign_in(alma)
    grades = opened(client, other, reverse("lti:link-open", args=[school.slug, link.uuid])).get_ags()
    item = grades.find_or_create_lineitem(ToolsItem().set_label("Quiz").set_score_maximum(10).set_tag("quiz"))
    assert item.get_id().startswith(f"{PLATFORM}/at/{school.slug}/lti/lineitems/")
    assert [one["label"] for one in grades.get_lineitems()] == ["Quiz"]
    assert (LineItem.objects.get().link, LineItem.objects.get().maximum) == (None, 10)


def test_carla_chooses_in_it(client, sign_in, school, carla, cohort, row, other):
    sign_in(carla)
    given = {"tool": row.pk, "place": f"cohort:{cohort.uuid}"}
    launch = opened(client, other, reverse("lti:pick", args=[school.slug]), given)
    assert launch.is_deep_link_launch()

    quiz = DeepLinkResource().set_title("Quiz").set_url(f"{HOST}/lti/launch").set_custom_params({"level": "2"})
    quiz.set_lineitem(ToolsItem().set_label("Quiz").set_score_maximum(10))
    picking = launch.get_deep_link()
    target = urlsplit(launch.get_launch_data()[names.PICKING]["deep_link_return_url"]).path
    answer = Client().post(target, {"JWT": picking.get_response_jwt([quiz])})
    assert answer.status_code == 303, answer.context["code"]
    client.post(answer["Location"], {"item": "0"})

    link = ResourceLink.objects.get()
    assert (link.title, link.custom, link.items.get().maximum) == ("Quiz", {"level": "2"}, 10)


def test_it_refuses_what_was_launched_for_another_visit(client, sign_in, school, alma, carla, cohort, row, other):
    """The state belongs to the browser in which the tool was opened: that side works only if ours hands it back."""
    link = put(row, carla, cohort=cohort)
    sign_in(alma)
    sent = client.post(reverse("lti:link-open", args=[school.slug, link.uuid]))["Location"]
    back = urlsplit(other.is_opened(sent))
    page = client.get(f"{back.path}?{back.query}")
    other.cookies.clear()
    with pytest.raises(LtiException, match="State not found"):
        other.is_launched(page)


def test_it_gets_no_token_when_it_is_off(client, sign_in, school, alma, carla, cohort, row, other):
    link = put(row, carla, cohort=cohort)
    sign_in(alma)
    grades = opened(client, other, reverse("lti:link-open", args=[school.slug, link.uuid])).get_ags()
    Tool.objects.update(state="off")
    with pytest.raises(LtiException):
        grades.get_lineitems()
