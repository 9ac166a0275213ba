from __future__ import annotations

import pytest

from feltwork.apps.portal import links

GROUPS = (links.VISITOR, links.STUDENT, links.PROVIDER, links.STAFF, links.FOOTER)


@pytest.mark.parametrize("name", sorted({name for group in GROUPS for name, _label in group}))
def test_every_link_has_a_page(name):
    assert links.address(name, "alder-house").startswith("/")


def labels(client, url="/at/alder-house/"):
    return [str(link.label) for link in client.get(url).context["nav"]]


def test_people_see_the_links_of_their_roles(client, sign_in, cast):
    assert labels(client) == ["Find a clinician", "About the method", "Become certified", "Check a certificate"]
    taught = ["Coursework", "Seminars", "Examinations"]
    assert labels(sign_in(cast.alma)) == ["My path", "Log", "Rules", *taught, "My certificate", "Questions"]
    assert labels(sign_in(cast.ben)) == ["To sign"]
    assert labels(sign_in(cast.carla)) == ["To sign", "Cohorts", "Candidates", "Rules"]
    staff = ["Queue", "Candidates", "Providers", "Cohorts", "Rules", "Certificates"]
    for name in ("dino", "ruth", "greta"):
        assert labels(sign_in(getattr(cast, name))) == staff


def test_roles_of_another_school_give_no_links_here(client, sign_in, farid, school):
    assert labels(sign_in(farid)) == ["Your pages", "About the method", "Become certified", "Check a certificate"]


def test_the_frame_of_a_page_costs_no_query_of_its_own(client, sign_in, alma, django_assert_num_queries):
    sign_in(alma)
    with django_assert_num_queries(2):  # session and person
        client.get("/method/")


def tools(client):
    return [str(link.label) for link in client.get("/at/alder-house/").context["tools"]]


def test_the_schools_first_page_opens_the_tools_that_a_role_may_use(client, sign_in, cast):
    assert tools(client) == tools(sign_in(cast.farid)) == []
    assert tools(sign_in(cast.alma)) == ["Tools of others", "Your page in the directory"]
    for name in ("dino", "ruth", "greta"):
        browser = sign_in(getattr(cast, name))
        for link in browser.get("/at/alder-house/").context["tools"]:
            assert (name, link.url, browser.get(link.url).status_code) == (name, link.url, 200)
    assert "People and roles" in tools(sign_in(cast.dino))


@pytest.mark.parametrize("name", sorted({name for name, _label in links.TOOLS}))
def test_every_tool_has_a_page(name):
    assert links.address(name, "alder-house").startswith("/")
