"""Pages of signed certificates, the log, the rule library, trying rules: what axe finds, phones, a file by keyboard."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from feltwork.apps.certification.tests.test_browser_staff import PHONE, WIDE, enter  # noqa: F401 - fixtures
from feltwork.apps.credentials import actions
from feltwork.apps.credentials.models import Certificate
from feltwork.apps.credentials.queries import newest_version
from feltwork.apps.schools.models import Programme
from feltwork.apps.transparency.actions import integrate
from feltwork.apps.transparency.queries import leaves_about

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def issued(school, alma, ruth, dino, at):
    """Alma's certificate, signed and in the log; she asks for another name."""
    Programme.objects.update(certificate_months=24)
    actions.set_up_issuer(school=school, domain="alder-house.example", by=dino, at=at)
    proposed = actions.propose(
        enrolment=alma.enrolment,
        holder_name="Alma Reyes",
        title="SEP",
        edition_code="2024-2",
        levels=[],
        by=ruth,
        at=at,
    )
    certificate = actions.approve(certificate=proposed, by=dino, at=at)
    actions.ask_name_change(certificate=certificate, wanted="Alma Holm", words="Married", by=alma, at=at)
    integrate(school=school, at=at)
    return Certificate.objects.get(pk=certificate.pk)


def pages(issued, school, alma):
    own = {"school": school.slug}
    key = issued.versions.get().proof_key
    return [
        reverse("credentials:show", args=[issued.check_code]),
        reverse("credentials:check-file"),
        reverse("transparency:about", kwargs=own),
        reverse("transparency:proof", kwargs=own | {"token": leaves_about(issued.uuid).get().token}),
        reverse("credentials-staff:detail", kwargs=own | {"uuid": issued.uuid}),
        reverse("credentials-staff:issuer", kwargs=own),
        reverse("credentials-staff:key-compromise", kwargs=own | {"uuid": key.uuid}),
        reverse("credentials-staff:renewals", kwargs=own),
        reverse("credentials-staff:name-decide", kwargs=own | {"uuid": issued.name_changes.get().uuid}),
        reverse("certification:candidate-try", kwargs=own | {"uuid": alma.enrolment.uuid}),
        reverse("certification:outlooks", kwargs=own),
        reverse("library:programmes"),
        reverse("library:programme", kwargs={"code": "emdria-certified"}),
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(enter, issued, school, alma, dino, scheme):  # noqa: F811
    page = enter(dino, viewport=WIDE, color_scheme=scheme)
    found = {}
    for address in pages(issued, school, alma):
        page.set_viewport_size(WIDE)
        page.goto(address)
        results = Axe().run(page)
        page.set_viewport_size(PHONE)
        wide = page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]
        faults = [(one["id"], one["nodes"][0]["html"][:160]) for one in results.response["violations"]]
        if faults or wide:
            found[address] = (faults, "too wide" if wide else "")
    assert found == {}


def test_a_file_is_checked_by_keyboard_and_without_scripts(enter, issued, tmp_path):  # noqa: F811
    file = tmp_path / "certificate.json"
    file.write_text(newest_version(issued).document)
    page = enter(java_script_enabled=False)
    page.goto(reverse("credentials:check-file"))
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Check it").press("Enter")
    expect(page.get_by_role("heading", name="Genuine and in force")).to_be_visible()
