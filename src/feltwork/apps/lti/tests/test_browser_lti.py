"""From the button into a tool and back out of its answer, in a browser; with and without scripts."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from joserfc import jws
from playwright.sync_api import expect

from feltwork.apps.learning.tests.factories import open_course
from feltwork.apps.lti import actions
from feltwork.apps.lti.models import Launch
from feltwork.apps.lti.tests.factories import plug_in, put
from feltwork.apps.lti.wire import ItemGiven, PickedItem, ScoreGiven, Unwanted

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


class Elsewhere(BaseHTTPRequestHandler):
    """A tool at another address: asks who it is, and greets whoever the message is about."""

    def do_GET(self):
        told = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        here = f"http://127.0.0.1:{self.server.server_address[1]}"
        asked = {
            "scope": "openid",
            "response_type": "id_token",
            "response_mode": "form_post",
            "prompt": "none",
            "client_id": told["client_id"],
            "redirect_uri": f"{here}/lti/launch",
            "login_hint": told["login_hint"],
            "lti_message_hint": told["lti_message_hint"],
            "state": "s1",
            "nonce": told["lti_message_hint"],
        }
        self.send_response(302)
        self.send_header("Location", f"{self.server.authorise}?{urlencode(asked)}")
        self.end_headers()

    def do_POST(self):
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        claims = jws.extract_compact(form["id_token"][0].encode()).payload.decode()
        self.server.told.append((form["state"][0], claims))
        body = (
            b"<!doctype html><html lang=en><title>Quiz</title><link rel=icon href=data:,><h1>Welcome to the quiz</h1>"
        )
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def elsewhere_tool(live_server, settings, school):
    """Its server; `told` is what it was sent."""
    settings.BASE_URL = live_server.url
    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    server.told, server.authorise = [], live_server.url + reverse("lti:authorise", args=[school.slug])
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def quiz(platform, elsewhere_tool, school, dino, carla, cohort):
    """A link for Alma's cohort to that tool."""
    host = f"http://127.0.0.1:{elsewhere_tool.server_address[1]}"
    tool = plug_in(school, dino, host=host, name="School Moodle", about="Exercises beside the course.")
    text = "Twelve questions on what the heart does when somebody is startled. About ten minutes."
    return put(tool, carla, cohort=cohort, text=text)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_alma_opens_the_tool_in_a_new_tab(windows, quiz, alma, school, elsewhere_tool, scripts):
    context = windows(alma, java_script_enabled=scripts)
    page = context.new_page()
    page.goto(reverse("lti:link", args=[school.slug, quiz.uuid]))
    with context.expect_page() as opening:
        page.get_by_role("button", name="Open School Moodle").click()
    tool = opening.value
    if not scripts:
        tool.get_by_role("button", name="Go on").click()

    expect(tool.get_by_role("heading", name="Welcome to the quiz")).to_be_visible()
    (state, claims), launch = elsewhere_tool.told[0], Launch.objects.get()
    assert (state, alma.email in claims, launch.sent_at is not None) == ("s1", False, True)
    expect(page.get_by_role("heading", name="Heart and breath")).to_be_visible()


def test_a_courses_page_shows_its_links_to_tools(windows, quiz, alma, carla, school):
    course, _lessons = open_course(school)
    put(quiz.tool, carla, course=course, title="Beside the course")
    page = windows(alma, viewport=PHONE).new_page()
    page.goto(reverse("learning:course", args=[school.slug, course.code]))
    expect(page.get_by_role("link", name="Beside the course")).to_be_visible()
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []


def offered(tool, context, user):
    """A choice that waits for an answer, with something that can be taken and something that cannot."""
    now = timezone.now()
    launch = actions.begin_picking(tool=tool, context=context, by=user, at=now)
    Launch.objects.filter(pk=launch.pk).update(sent_at=now)
    items = [PickedItem("Quiz on the vagus", "Ten questions", "", {}, 10, "", "", "")]
    items.append(PickedItem("A reading on rest", "", "", {}, None, "", "", ""))
    left = [Unwanted("A film", "kind")]
    actions.take_answer(launch=launch, items=items, left=left, message="", at=now)
    return launch


def pages(quiz, carla, alma, school, at):
    """What each sees: address by name."""
    given = ScoreGiven("", 8, 10, "Completed", "FullyGraded", "Look at question four again.", at)
    item = actions.make_line_item(
        tool=quiz.tool, context=quiz.context, link=quiz, given=ItemGiven("Quiz", 10, "", "", ""), at=at
    )
    actions.take_score(item=item, user=alma, given=given, at=at)
    actions.know(quiz.tool, [alma])
    choice = offered(quiz.tool, quiz.context, carla)
    to = {
        name: reverse(f"lti:{name}", args=[school.slug]) for name in ("links", "link-new", "pick", "tools", "tool-new")
    }
    to["tool-invite"] = reverse("lti:tool-invite", args=[school.slug])
    for name, thing in (
        ("link", quiz),
        ("link-edit", quiz),
        ("link-remove", quiz),
        ("picked", choice),
        ("tool", quiz.tool),
    ):
        to[name] = reverse(f"lti:{name}", args=[school.slug, thing.uuid])
    return to


@pytest.mark.parametrize("look", [("light", DESK), ("dark", PHONE)], ids=["light desk", "dark phone"])
def test_the_pages_hold_what_axe_checks_and_fit_a_phone(windows, quiz, alma, carla, dino, school, at, look):
    to, (scheme, size) = pages(quiz, carla, alma, school, at), look
    seen = {alma: ("links", "link"), carla: ("link", "link-new", "link-edit", "link-remove", "pick", "picked")}
    seen[dino] = ("links", "tools", "tool", "tool-new", "tool-invite")
    wrong = {}
    for person, names in seen.items():
        page = windows(person, viewport=size, color_scheme=scheme).new_page()
        for name in names:
            page.goto(to[name])
            wrong[name] = [one["id"] for one in Axe().run(page).response["violations"]]
            wrong[name] += ["too wide"] * page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert {name: found for name, found in wrong.items() if found} == {}
