"""What happened, what is safe, what to do next."""

from __future__ import annotations

from django.test import Client, RequestFactory

from feltwork.apps.portal import errors
from feltwork.apps.ui.tests.markup import problems_of


def test_an_address_without_a_page(client, db):
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert problems_of(response.content.decode()) == []
    assert "Nothing was changed" in response.content.decode()


def test_a_page_for_others_looks_like_no_page(client, sign_in, farid, school):
    """The same answer for a missing school and for one the person does not belong to."""
    sign_in(farid)
    missing = client.get("/at/nowhere/certification/")
    foreign = client.get("/at/alder-house/certification/")
    assert missing.status_code == foreign.status_code == 404


def test_a_form_without_its_token(db):
    response = Client(enforce_csrf_checks=True).post("/appearance/", {"theme": "dark"})
    assert response.status_code == 403
    assert problems_of(response.content.decode()) == []
    assert "Please send it again" in response.content.decode()


def test_a_role_that_does_not_reach(rf, db):
    from django.contrib.auth.models import AnonymousUser

    request = rf.get("/")
    request.user, request.school, request.roles, request.htmx = AnonymousUser(), None, frozenset(), False
    response = errors.forbidden(request)
    assert response.status_code == 403
    assert problems_of(response.content.decode()) == []


def test_pages_for_the_worst_case_need_nothing_but_files(django_assert_num_queries, db):
    bare = RequestFactory().get("/")  # no session, no person, no school
    with django_assert_num_queries(0):
        for handler, status in ((errors.bad_request, 400), (errors.server_error, 500)):
            response = handler(bare)
            assert response.status_code == status
            assert problems_of(response.content.decode()) == []


def test_our_mistake_is_answered_calmly(db, monkeypatch):
    from feltwork.apps.portal.views import pages

    def broken(*args):
        raise RuntimeError

    monkeypatch.setattr(pages, "render", broken)
    response = Client(raise_request_exception=False).get("/method/")
    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()
