"""Anybody may have a file checked: what is wrong is said in plain words, and nothing that they send can hurt."""

import json
import subprocess
import sys
import time
from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from feltwork.apps.credentials import actions
from feltwork.apps.credentials.baking.pictures import badge_png
from feltwork.apps.credentials.checking.checker import check
from feltwork.apps.credentials.checking.fetch import SafeFetcher
from feltwork.apps.credentials.checking.own import own_document
from feltwork.apps.credentials.checking.words import LOOKS, OUTCOMES, sentence
from feltwork.apps.credentials.export import write
from feltwork.apps.credentials.models import Certificate, CredentialVersion
from feltwork.apps.credentials.queries import newest_version
from feltwork.apps.credentials.tests.test_signing import issued, issuer, own_keys  # noqa: F401 - fixtures
from feltwork.apps.transparency.actions import integrate
from feltwork.core.credentials import CHECKS, Outcome, Unreachable
from feltwork.core.credentials.tests.test_verify import clique, tampered, tree

ADDRESS = "/c/check-file/"


def offline(url):
    raise Unreachable("nowhere")


@pytest.fixture
def later(at, time_machine):
    """A day after everything was issued."""
    time_machine.move_to(at + timedelta(days=1))


def answer(client, **data):
    return client.post(ADDRESS, data)


@pytest.mark.parametrize("form", ["json", "jwt", "png", "pdf", "text"])
def test_one_of_ours_is_genuine_in_every_form(client, issued, later, form):  # noqa: F811
    version = newest_version(issued)
    if form == "text":
        page = answer(client, text=version.document)
    else:
        content = {
            "json": version.document.encode(),
            "jwt": version.jwt.encode(),
            "png": badge_png(version.document, title="x"),
            "pdf": client.get(reverse("credentials:pdf", args=[issued.check_code])).content,
        }[form]
        page = answer(client, file=SimpleUploadedFile(f"x.{form}", content))
    assert "Genuine and in force" in page.text
    assert "Alma Reyes" in page.text
    assert reverse("credentials:show", args=[issued.check_code]) in page.text


def test_a_changed_word_is_noticed_and_what_it_claims_is_not_believed(client, issued, later):  # noqa: F811
    changed = newest_version(issued).document.replace("Alma Reyes", "Alma Royes")
    page = answer(client, text=changed).text
    assert ("Not genuine, or changed" in page, "What it claims. Do not rely on it." in page) == (True, True)
    assert "something was changed, or somebody else signed" in page


def test_a_withdrawn_one_and_a_replaced_one_are_two_different_things(client, issued, issuer, ruth, dino, at, later):  # noqa: F811
    first = newest_version(issued)
    Certificate.objects.filter(pk=issued.pk).update(valid_until=at.date())
    actions.renew(certificate=issued, until=(at + timedelta(days=700)).date(), by=dino, at=timezone.now())
    assert "Replaced by a newer version" in answer(client, text=first.document).text

    actions.propose_revocation(certificate=issued, reason="x", by=ruth, at=timezone.now())
    actions.approve_revocation(certificate=issued, by=dino, at=timezone.now())
    page = answer(client, text=newest_version(issued).document).text
    assert ("Withdrawn" in page, "Replaced by" in page) == (True, False)


def test_a_list_out_of_reach_is_unknown_and_never_withdrawn(issued, later):  # noqa: F811
    did_only = {url: body for url, body in _published(issued).items() if url.endswith("did.json")}
    found = check(
        newest_version(issued).document.encode(), now=timezone.now(), fetch=SafeFetcher(did_only.get, outside=False)
    )
    assert (found.outcome, found.reason.code) == ("unknown", "status_unreachable")
    assert "no sign against it" in str(OUTCOMES["unknown"][1])


def _published(certificate):
    from feltwork.apps.credentials import documents
    from feltwork.apps.credentials.models import Issuer

    return documents.own_documents(Issuer.objects.get(school=certificate.school))


def test_nothing_is_asked_of_other_sites_when_that_is_switched_off(issued, settings, client, later):  # noqa: F811
    settings.ASK_OTHER_SITES = False
    other = newest_version(issued).document.replace("did:web:alder-house.example", "did:web:birch.example")
    assert "not_asked" in answer(client, text=other).text


def test_one_sees_what_to_do_when_there_is_no_certificate_in_it(client):
    assert "Please choose a file or paste its text." in answer(client).text
    assert "no signed certificate in it" in answer(client, text="hello").text
    assert "A photo or a scan has none" in answer(client, file=SimpleUploadedFile("x.txt", b"hi")).text
    big = SimpleUploadedFile("x.json", b"{" + b" " * (2 * 1024 * 1024 + 1) + b"}")
    assert "far larger" in answer(client, file=big).text


def test_a_link_of_ours_opens_its_page(client, issued):  # noqa: F811
    link = f"https://feltwork.example/c/{issued.check_code}/"
    assert answer(client, text=link)["Location"] == reverse("credentials:show", args=[issued.check_code])


@pytest.mark.parametrize("what", ["clique", "tree"])
def test_a_document_built_to_take_for_ever_ends_soon(what):
    poison = {
        "clique": lambda: clique(8),
        "tree": lambda: tampered(lambda d: d["credentialSubject"]["achievement"].update(related=[tree(9, 2)])),
    }[what]()
    begun = time.process_time()
    found = check(json.dumps(poison).encode(), now=timezone.now(), fetch=offline)
    assert (found.outcome, time.process_time() - begun < 2) == ("invalid", True)


def test_a_child_that_eats_memory_or_time_is_stopped(monkeypatch):
    from feltwork.apps.credentials.checking import checker

    monkeypatch.setattr(checker, "SECONDS", 0.5)
    real = subprocess.Popen

    def forever(command, **options):
        return real([sys.executable, "-c", "while True: pass"], **options)

    monkeypatch.setattr(checker.subprocess, "Popen", forever)
    found = check(b"{}", now=timezone.now(), fetch=offline)
    assert [one.code for one in found.checks] == ["too_complex"]


def test_every_code_has_words():
    assert set(LOOKS) == set(CHECKS)
    assert set(OUTCOMES) == {outcome.value for outcome in Outcome}
    assert all(sentence(code, ok, {}) or LOOKS[code][0 if ok else 1] == "" for code in LOOKS for ok in (True, False))


# --- asking other sites ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/did.json",
        "https://user@example.org/",
        "https://example.org:8443/",
        "https://example.org:x/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "https:///did.json",
        "https://example.org/a b",
        "https://example.org/a\r\nHost: inner",
    ],
)
def test_only_plain_https_is_asked(url):
    fetch = SafeFetcher(outside=True, resolve=lambda host: ["93.184.216.34"])
    with pytest.raises(Unreachable, match="not_https"):
        fetch(url)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "192.0.2.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1", "2001:db8::1",
    ],
)  # fmt: skip
def test_no_inner_address_is_asked_whatever_name_it_has(address):
    for found in ([address], ["93.184.216.34", address]):
        with pytest.raises(Unreachable, match="private"):
            SafeFetcher(outside=True, resolve=lambda host, found=found: found)("https://innocent.example/did.json")


def test_a_name_is_resolved_once_and_the_connection_goes_to_what_was_looked_at(monkeypatch):
    from feltwork.apps.credentials.checking import fetch as module

    asked, reached = [], []

    def resolve(host):
        asked.append(host)
        return ["93.184.216.34"] if len(asked) == 1 else ["127.0.0.1"]

    def connect(address, timeout):
        reached.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(module.socket, "create_connection", connect)
    with pytest.raises(Unreachable, match="no_answer"):
        SafeFetcher(outside=True, resolve=resolve)("https://rebinding.example/did.json")
    assert (asked, reached) == (["rebinding.example"], [("93.184.216.34", 443)])


def test_no_more_addresses_are_asked_than_a_credential_needs():
    fetch = SafeFetcher(outside=True, most=2, resolve=lambda host: ["127.0.0.1"])
    reasons = []
    for _ in range(3):
        with pytest.raises(Unreachable) as caught:
            fetch("https://x.example/")
        reasons.append(caught.value.reason)
    assert reasons == ["private", "private", "too_many"]


def test_our_own_documents_are_answered_without_asking(issued):  # noqa: F811
    for url, body in _published(issued).items():
        assert own_document(url) == body
    assert own_document("https://alder-house.example/.well-known/did.json") is not None
    assert own_document("https://alder-house.example/status/99") is None
    assert own_document("https://elsewhere.example/.well-known/did.json") is None


# --- without the platform ---------------------------------------------------------------------------------------------


def run(*arguments):
    out, err = StringIO(), StringIO()
    try:
        call_command("credentials", *arguments, stdout=out, stderr=err)
    except SystemExit as ended:
        return ended.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


@pytest.fixture
def site(issued, issuer, alma, school, tmp_path, at):  # noqa: F811
    actions.list_publicly(certificate=issued, town="Bristol", languages="English", by=alma, at=at)
    integrate(school=school, at=at)
    folder = tmp_path / "site"
    write(issuer, folder)
    return folder


def test_the_exported_files_verify_when_the_platform_is_gone(issued, site, later):  # noqa: F811
    file = site / "c" / issued.check_code / "credential.json"
    CredentialVersion  # noqa: B018 - nothing of it is asked
    code, out, _ = run("verify", str(file), "--offline", str(site))
    assert (code, out.splitlines()[0].startswith("Genuine and in force")) == (0, True)

    file.write_text(file.read_text().replace("Alma", "Olma"))
    assert run("verify", str(file), "--offline", str(site))[0] == 1


def test_the_export_holds_keys_lists_log_and_pages_at_their_addresses(issued, site):  # noqa: F811
    files = {str(path.relative_to(site)) for path in site.rglob("*") if path.is_file()}
    code = issued.check_code
    assert files >= {
        ".well-known/did.json",
        ".well-known/jwks.json",
        "status/1",
        "status/1.jwt",
        "log/checkpoint",
        "log/tile/0/000.p/1",
        "log/tile/entries/000.p/1",
        f"c/{code}/index.html",
        f"c/{code}/credential.json",
    }
    page = (site / "c" / code / "index.html").read_text()
    assert ("<script" in page, "Alma Reyes" in page) == (False, True)


def test_an_export_again_writes_what_changed_and_removes_what_is_gone(issued, issuer, alma, site, at):  # noqa: F811
    (site / "own.txt").write_text("not ours")
    again = write(issuer, site)
    assert (again.changed, again.removed) == (0, 0)

    actions.unlist(certificate=issued, by=alma, at=at)
    gone = write(issuer, site)
    assert (gone.removed, (site / "own.txt").exists(), (site / "c" / issued.check_code / "index.html").exists()) == (
        6,
        True,
        False,
    )


def test_verify_says_by_its_code_what_came_of_it(issued, site, later, tmp_path):  # noqa: F811
    file = tmp_path / "x.json"
    file.write_text(newest_version(issued).document)
    (site / "status" / "1").unlink()
    assert run("verify", str(file), "--offline", str(site))[0] == 2
    file.write_text("hello")
    assert run("verify", str(file))[0] == 3
    assert run("verify", str(tmp_path / "none.json"))[0] == 3


def test_verify_as_json_is_one_object(issued, site, later):  # noqa: F811
    file = site / "c" / issued.check_code / "credential.jwt"
    _, out, _ = run("verify", str(file), "--offline", str(site), "--json")
    found = json.loads(out)
    assert (found["outcome"], found["facts"]["name"]) == ("valid", "Alma Reyes")


def test_keys_are_listed_and_a_dry_run_changes_nothing(issued, issuer, dino):  # noqa: F811
    key = newest_version(issued).proof_key
    assert str(key.uuid) in run("key", "list", "--school", "alder-house")[1]
    _, out, _ = run("key", "compromise", "--key", str(key.uuid), "--dry-run")
    key.refresh_from_db()
    assert (out, key.state) == (f"1 certificates stand on this key and are signed anew.\n  {issued.number}\n", "active")

    run("key", "rotate", "--key", str(key.uuid), "--by", dino.email)
    key.refresh_from_db()
    assert key.state == "retired"
    with pytest.raises(CommandError, match="names no key"):
        run("key", "rotate", "--key", "x")


def test_renewals_are_handed_to_the_worker(issued, issuer, dino):  # noqa: F811
    assert (
        "Handed to the worker"
        in run("renew", "--school", "alder-house", "--before", "2027-01-01", "--by", dino.email)[1]
    )
    with pytest.raises(CommandError, match="is a day"):
        run("renew", "--school", "alder-house", "--before", "soon", "--by", dino.email)
    with pytest.raises(CommandError, match="nobody here"):
        run("renew", "--school", "alder-house", "--before", "2027-01-01", "--by", "x@example.org")
