"""Dino plugs tools in; links are put into courses; what each may see."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.learning.tests.factories import open_course
from feltwork.apps.lti import actions
from feltwork.apps.lti.forms.tools import ToolForm
from feltwork.apps.lti.models import ResourceLink, Tool
from feltwork.apps.lti.tests.factories import plug_in, put
from feltwork.apps.lti.tests.test_wire import registration
from feltwork.apps.lti.tests.tool import HOST, key_called
from feltwork.apps.schools.models import Cohort

FIELDS = {
    "name": "School Moodle",
    "launch_url": f"{HOST}/lti/launch",
    "login_url": f"{HOST}/lti/login",
    "redirect_uris": f"{HOST}/lti/launch\n\n{HOST}/lti/choose\n",
    "jwks_url": f"{HOST}/lti/keys",
    "custom": "level=3",
    "grades": "on",
}


def page(name, school, **kwargs):
    return reverse(f"lti:{name}", kwargs={"school": school.slug, **kwargs})


def test_dino_plugs_a_tool_in_and_sees_what_to_tell_it(client, sign_in, school, dino, platform):
    sign_in(dino, fresh=True)
    answer = client.post(page("tool-new", school), FIELDS)

    tool = Tool.objects.get()
    assert (tool.redirect_uris, tool.custom) == ([f"{HOST}/lti/launch", f"{HOST}/lti/choose"], {"level": "3"})
    assert (tool.shares_name, tool.shares_email, tool.sees_members, tool.picks) == (False, False, False, False)
    shown = client.get(answer["Location"]).content.decode()
    for said in (str(tool.uuid), str(tool.deployment), "http://127.0.0.1:8000/lti/keys.json", "/lti/token/"):
        assert said in shown
    assert AuditRecord.objects.filter(code="lti.register_tool", by=dino).count() == 1


def test_plugging_in_asks_who_it_is_again(client, sign_in, school, dino):
    sign_in(dino)
    assert client.get(page("tool-new", school))["Location"].startswith("/accounts/")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("launch_url", "http://moodle.example.org/launch"),
        ("login_url", "javascript:alert(1)"),
        ("redirect_uris", f"{HOST}/a\nftp://x"),
        ("jwks_url", ""),
        ("custom", "no equals sign"),
        ("jwks", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"),
        ("jwks", '{"keys": 5}'),
        ("jwks", "{"),
    ],
)
def test_what_is_wrong_is_said_next_to_the_field(field, value):
    form = ToolForm({**FIELDS, field: value})
    assert field in form.errors


def test_a_key_may_be_pasted_as_pem_or_jwk():
    key = key_called("tool-1")
    pasted = {**FIELDS, "jwks_url": ""}
    for text in (key.as_pem(private=False).decode(), json.dumps(key.as_dict(private=False))):
        form = ToolForm({**pasted, "jwks": text})
        assert form.is_valid(), form.errors
        assert form.cleaned_data["jwks"]["keys"][0]["n"] == key.as_dict(private=False)["n"]


def test_a_private_key_is_not_kept_by_mistake():
    text = json.dumps(key_called("tool-1").as_dict(private=True))
    assert "jwks" in ToolForm({**FIELDS, "jwks_url": "", "jwks": text}).errors


def test_dino_changes_a_tool_and_switches_it_off(client, sign_in, school, dino, tool):
    sign_in(dino, fresh=True)
    client.post(page("tool-edit", school, uuid=tool.uuid), {**FIELDS, "shares_name": "on"})
    tool.refresh_from_db()
    assert (tool.shares_name, tool.jwks_url) == (True, f"{HOST}/lti/keys")
    change = AuditRecord.objects.get(code="lti.change_tool").facts
    assert (change["before"]["shares_name"], change["after"]["shares_name"]) == (False, True)

    client.post(page("tool-switch", school, uuid=tool.uuid), {"on": "no"})
    tool.refresh_from_db()
    assert tool.state == "off"


def test_dino_is_told_when_the_keys_cannot_be_read(client, sign_in, school, dino, platform):
    tool = plug_in(school, dino, jwks={}, jwks_url="https://127.0.0.1/keys")
    sign_in(dino)
    answer = client.post(page("tool-keys", school, uuid=tool.uuid), follow=True)
    assert "nothing answers there that this site may ask" in answer.content.decode()


def test_others_do_not_come_to_the_desk(client, sign_in, school, carla, alma, farid, tool):
    for person, status in ((carla, 403), (alma, 403), (farid, 404)):
        sign_in(person, fresh=True)
        for url in (page("tools", school), page("tool", school, uuid=tool.uuid), page("tool-new", school)):
            assert client.get(url).status_code == status


def test_a_list_of_tools_asks_as_often_for_three_as_for_one(
    client, sign_in, school, dino, tool, django_assert_num_queries
):
    sign_in(dino)
    client.get(page("tools", school))
    with django_assert_num_queries(5):
        client.get(page("tools", school))
    plug_in(school, dino, name="Two"), plug_in(school, dino, name="Three")
    with django_assert_num_queries(5):
        client.get(page("tools", school))


# --- a tool registers itself


def begin(client, school):
    """The address at which the tool's own page is opened, as Dino's browser has it."""
    answer = client.post(page("tool-invite", school), {"url": "https://tool.example/register?x=1"})
    return answer.context["address"]


def present(school, token, body):
    program = Client(enforce_csrf_checks=True)
    content = json.dumps(body)
    headers = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
    return program.post(page("register", school), content, content_type="application/json", **headers)


@pytest.fixture
def invited(client, sign_in, school, dino, platform):
    sign_in(dino, fresh=True)
    address = begin(client, school)
    assert address.startswith("https://tool.example/register?x=1&openid_configuration=http")
    return address.rpartition("registration_token=")[2]


def test_a_tool_registers_itself_and_waits_for_dino(client, school, dino, invited):
    about = client.get(page("configuration", school)).json()
    assert about["registration_endpoint"] == f"http://127.0.0.1:8000{page('register', school)}"

    answer = present(school, invited, registration()).json()
    tool = Tool.objects.get()
    assert (answer["client_id"], tool.state, tool.grades, tool.shares_email) == (str(tool.uuid), "asked", True, False)
    assert "people’s mail addresses" in client.get(page("tool", school, uuid=tool.uuid)).content.decode()

    client.post(page("tool-switch", school, uuid=tool.uuid), {"on": "yes"})
    tool.refresh_from_db()
    assert tool.state == "on"


def test_an_invitation_holds_once_for_an_hour_and_here(school, elsewhere, invited, at):
    assert present(elsewhere, invited, registration()).status_code == 401
    assert present(school, "guessed", registration()).status_code == 401
    wrong = present(school, invited, registration(client_name=""))
    assert (wrong.status_code, wrong.json()["error"]) == (400, "invalid_client_metadata")
    assert present(school, invited, registration()).status_code == 200
    assert present(school, invited, registration()).status_code == 401
    assert Tool.objects.count() == 1


# --- links


def test_carla_puts_a_link_into_a_course_by_hand(client, sign_in, school, carla, tool):
    course, _lessons = open_course(school)
    sign_in(carla)
    counts = {"completes": "on", "pass_percent": "80"}
    given = {"tool": tool.pk, "place": f"course:{course.uuid}", "title": "Quiz", **counts}
    answer = client.post(page("link-new", school), given)

    link = ResourceLink.objects.get()
    assert answer["Location"] == page("link", school, uuid=link.uuid)
    assert (link.context.course, link.completes, str(link.pass_share)) == (course, True, "4/5")
    assert "80 % of the points" in client.get(answer["Location"]).content.decode()


def test_an_address_elsewhere_is_refused(client, sign_in, school, carla, tool):
    sign_in(carla)
    given = {"tool": tool.pk, "place": "everybody", "title": "Quiz", "url": "https://evil.example/"}
    assert "url" in client.post(page("link-new", school), given).context["form"].errors
    assert ResourceLink.objects.count() == 0


def test_carla_changes_a_link_and_takes_it_away(client, sign_in, school, carla, link):
    sign_in(carla)
    client.post(page("link-edit", school, uuid=link.uuid), {"title": "Other", "url": f"{HOST}/q/2"})
    link.refresh_from_db()
    assert (link.title, link.target) == ("Other", f"{HOST}/q/2")
    client.post(page("link-remove", school, uuid=link.uuid))
    assert client.get(page("link", school, uuid=link.uuid)).status_code == 404


def test_alma_sees_the_links_of_her_places_only(client, sign_in, school, alma, carla, tool, link):
    other = put(tool, carla, course=open_course(school)[0], title="In the course")
    everybody = put(tool, carla, title="For all")
    elsewhere = Cohort.objects.get(pk=link.context.cohort_id)
    elsewhere.pk, elsewhere.code, elsewhere._state.adding = None, "other", True
    elsewhere.uuid = "00000000-0000-0000-0000-00000000000b"
    elsewhere.save()
    put(tool, carla, cohort=elsewhere, title="Not hers")

    sign_in(alma)
    groups = client.get(page("links", school)).context["groups"]
    assert [one for group in groups for one in group.links] == [link, other, everybody]


def test_a_course_shows_its_links_as_a_part_or_a_page(client, sign_in, school, alma, carla, tool):
    course, _lessons = open_course(school)
    put(tool, carla, course=course)
    sign_in(alma)
    url = page("course-links", school, uuid=course.uuid)
    whole, part = client.get(url), client.get(url, HTTP_HX_REQUEST="true")
    assert b"<!doctype html>" in whole.content
    assert b"<!doctype html>" not in part.content and b"Heart and breath" in part.content


def test_the_page_before_a_launch_says_what_the_tool_is_told(client, sign_in, school, alma, link):
    sign_in(alma)
    before = client.get(page("link", school, uuid=link.uuid)).content.decode()
    assert "Neither your name nor your mail address." in before
    Tool.objects.update(shares_email=True)
    after = client.get(page("link", school, uuid=link.uuid)).content.decode()
    assert "Your mail address." in after and "Neither" not in after


def test_removing_a_link_keeps_its_results(client, sign_in, school, carla, alma, link, at):
    actions.remove_link(link=link, by=carla, at=at)
    assert ResourceLink.objects.count() == 1


def test_links_are_listed_with_the_same_few_questions(
    client, sign_in, school, alma, carla, tool, link, django_assert_num_queries
):
    sign_in(alma)
    client.get(page("links", school))
    with django_assert_num_queries(6):
        client.get(page("links", school))
    for number in range(2):
        put(tool, carla, course=open_course(school, title=f"Course {number}")[0], title=f"Link {number}")
    with django_assert_num_queries(6):
        client.get(page("links", school))
