"""When the platform is gone, any web server that shows the exported folder keeps every certificate verifiable."""

import json
import threading
import urllib.request
from datetime import timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.db import connection
from django.utils import timezone

from feltwork.apps.credentials import actions
from feltwork.apps.credentials.export import write
from feltwork.apps.credentials.models import Certificate
from feltwork.apps.credentials.queries import newest_version
from feltwork.apps.credentials.tests.factories import CertificateFactory
from feltwork.apps.credentials.tests.test_checking import run
from feltwork.apps.credentials.tests.test_signing import issued, issuer, own_keys, run_work  # noqa: F401 - fixtures
from feltwork.apps.credentials.works import sign_missing
from feltwork.apps.schools.tests.factories import EnrolmentFactory, UserFactory
from feltwork.apps.transparency.actions import integrate
from feltwork.apps.transparency.checking import check_whole, read_head
from feltwork.apps.transparency.queries import key_of, log_of
from feltwork.core.credentials import Outcome, Unreachable, verify


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *words):
        pass


@pytest.fixture
def others(issuer, cohort, dino, ruth):  # noqa: F811
    """A listed certificate, one found by its code only, one withdrawn."""
    found = [
        CertificateFactory(
            enrolment=EnrolmentFactory(cohort=cohort, student=UserFactory()),
            proposed_by=ruth,
            is_listed=listed,
            state=state,
        )
        for listed, state in ((True, "in_force"), (False, "in_force"), (False, "revoked"))
    ]
    run_work(sign_missing, issuer, dino, timezone.now())
    return found


@pytest.fixture
def site(issued, issuer, others, school, tmp_path):  # noqa: F811
    integrate(school=school, at=timezone.now())
    write(issuer, tmp_path, unlisted=True)
    return tmp_path


@pytest.fixture
def get(site):
    """Asks a plain web server in the place of the school's domain."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()

        def fetch(url):
            path = url.removeprefix("https://alder-house.example/")
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}/{path}", timeout=10) as answer:
                    return answer.read()
            except OSError:
                raise Unreachable(path) from None

        yield fetch
        server.shutdown()


def test_every_certificate_verifies_with_the_platform_off(issued, others, site, get):  # noqa: F811
    codes = {one.check_code: one.state for one in Certificate.objects.all()}
    connection.close()  # the platform is off: from here on only the files speak
    outcomes = {}
    for code in codes:
        for form in ("json", "jwt"):
            document = get(f"https://alder-house.example/c/{code}/credential.{form}")
            outcomes[code, form] = verify(document, now=timezone.now() + timedelta(seconds=5), fetch=get).outcome
    expected = {"in_force": Outcome.VALID, "revoked": Outcome.REVOKED}
    assert len(codes) == 4
    assert outcomes == {(code, form): expected[state] for code, state in codes.items() for form in ("json", "jwt")}


def test_the_log_can_be_built_anew_from_the_files(site, get, school):
    base = "https://alder-house.example/log/"
    head = read_head(get(base + "checkpoint").decode(), key_of(log_of(school)))
    check_whole(lambda path: get(base + path), head)
    assert head.size == 4


def test_only_who_chose_it_is_in_the_folder_unless_the_school_says_so(issued, issuer, others, tmp_path):  # noqa: F811
    write(issuer, tmp_path)
    listed, *rest = others
    there = {path.name for path in (tmp_path / "c").iterdir()}
    assert there == {listed.check_code, "register", "style.css"}
    words = "".join(path.read_text() for path in tmp_path.rglob("*.html"))
    assert [one.number for one in [issued, *rest] if one.number in words] == []


def test_the_register_holds_who_chose_it_even_when_all_pages_are_there(issued, others, site):  # noqa: F811
    page = (site / "c/register/index.html").read_text()
    assert (others[0].holder_name in page, issued.holder_name in page) == (True, False)


def test_papers_are_made_anew_only_for_a_new_version(issued, issuer, site, dino, at, monkeypatch):  # noqa: F811
    from feltwork.apps.credentials.export import pages

    made = []
    monkeypatch.setattr(pages, "certificate_pdf", lambda certificate, version: made.append(version.version) or b"%PDF")
    write(issuer, site, unlisted=True)
    assert made == []

    Certificate.objects.filter(pk=issued.pk).update(valid_until=(at + timedelta(days=40)).date())
    actions.renew(certificate=issued, until=(at + timedelta(days=900)).date(), by=dino, at=timezone.now())
    write(issuer, site, unlisted=True)
    assert made == [2]
    kept = json.loads((site / "c" / issued.check_code / "credential.json").read_text())
    assert kept == json.loads(newest_version(issued).document)


def test_a_name_that_no_font_can_write_has_its_files_and_no_broken_link(issued, issuer, tmp_path, monkeypatch):  # noqa: F811
    from feltwork.apps.credentials.export import pages
    from feltwork.apps.credentials.paper import PaperError

    def refuse(certificate, version):
        raise PaperError

    monkeypatch.setattr(pages, "certificate_pdf", refuse)
    write(issuer, tmp_path, unlisted=True)
    folder = tmp_path / "c" / issued.check_code
    names = {path.name for path in folder.iterdir()}
    assert names == {"index.html", "credential.json", "credential.jwt", "certificate.png", "certificate.svg"}
    assert "certificate.pdf" not in (folder / "index.html").read_text()


def test_single_files_are_enough_to_verify_offline(issued, site):  # noqa: F811
    file = str(site / "c" / issued.check_code / "certificate.pdf")
    did, lists = str(site / ".well-known/did.json"), str(site / "status/1")
    assert run("verify", file, "--offline", did, "--offline", lists)[0] == 0
    assert run("verify", file, "--offline", did, "--offline", lists + ".jwt")[0] == 0
    assert run("verify", file, "--offline", did)[0] == 2
    assert run("verify", file, "--offline", lists)[0] == 2
    code, _, words = run("verify", file, "--offline", file)
    assert (code, "neither a did.json nor a signed list" in words) == (3, True)
    assert run("verify", file, "--offline", str(site / "none"))[0] == 3
