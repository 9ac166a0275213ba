"""An administrator begins a practice; nobody else does."""

from django.urls import reverse

from feltwork.apps.practice.models import ConsentText


def address(name="setup"):
    return reverse(f"practice:{name}", kwargs={"school": "alder-house"})


def test_an_administrator_begins_a_practice(sign_in, school, dino):
    client = sign_in(dino, fresh=True)
    assert "Begin a practice here" in client.get(address()).text
    page = client.post(address("begin"), follow=True)
    assert "Clients are treated here." in page.text
    client.post(address("begin"))
    school.refresh_from_db()
    assert (school.has_practice, ConsentText.objects.count()) == (True, 18)


def test_nobody_else_does(sign_in, school, ben, farid):
    assert sign_in(ben, fresh=True).post(address("begin")).status_code == 403
    assert sign_in(farid, fresh=True).post(address("begin")).status_code == 404
    assert ConsentText.objects.count() == 0
