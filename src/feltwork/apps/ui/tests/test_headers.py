from django.http import HttpResponse
from django.test import RequestFactory

from feltwork.apps.ui.middleware import Headers, cacheable


def answer(view):
    return Headers(view)(RequestFactory().get("/"))


def test_nothing_is_kept_unless_its_view_says_so():
    def view(request):
        return HttpResponse(headers={"Cache-Control": "private"})

    response = answer(view)
    assert response["Cache-Control"] == "no-store"
    assert response["Vary"] == "HX-Request"


def test_what_is_the_same_for_everybody_may_be_kept():
    response = answer(cacheable(60)(lambda request: HttpResponse()))
    assert response["Cache-Control"] == "public, max-age=60"


def test_no_feature_of_the_device_is_used():
    response = answer(lambda request: HttpResponse())
    assert "camera=()" in response["Permissions-Policy"]
    assert "publickey-credentials-get=(self)" in response["Permissions-Policy"]
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
