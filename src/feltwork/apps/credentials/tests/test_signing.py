"""A school signs what it issues: anybody can verify it with what the school publishes, and see when it ended."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from feltwork.apps.credentials import actions, documents, tasks, works
from feltwork.apps.credentials.models import Certificate, CredentialVersion, IssuerKey, StatusBit
from feltwork.apps.credentials.queries import newest_version
from feltwork.apps.credentials.reaching import look
from feltwork.apps.credentials.tests.factories import CertificateFactory
from feltwork.apps.jobs.models import Run
from feltwork.apps.jobs.runs import Progress
from feltwork.apps.keys import stores
from feltwork.apps.notices.models import Notice
from feltwork.apps.schools.models import Programme
from feltwork.apps.schools.tests.factories import EnrolmentFactory, UserFactory
from feltwork.apps.transparency.queries import leaves_about
from feltwork.core.credentials import SIZE, Outcome, Unreachable, verify


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    settings.KEYS_FOLDER = tmp_path / "keys"
    stores._store.cache_clear()
    yield
    stores._store.cache_clear()


@pytest.fixture
def issuer(school, dino, at):
    return actions.set_up_issuer(school=school, domain="alder-house.example", by=dino, at=at)


@pytest.fixture
def issued(issuer, alma, ruth, dino, at):
    proposed = actions.propose(
        enrolment=alma.enrolment,
        holder_name="Alma Reyes",
        title="Somatic Experiencing Practitioner",
        edition_code="2024-2",
        levels=["Beginning", "Intermediate", "Advanced"],
        by=ruth,
        at=at,
    )
    return actions.approve(certificate=proposed, by=dino, at=at)


def checked(version, issuer, at, form="document"):
    """What our verifier says, with nothing but what the school publishes."""
    published = documents.own_documents(issuer)

    def fetch(url):
        if url not in published:
            raise Unreachable(url)
        return published[url]

    return verify(getattr(version, form), now=at + timedelta(seconds=5), fetch=fetch)


def set_bits(issuer):
    return {(bit.index, bit.why) for bit in StatusBit.objects.filter(school=issuer.school)}


def test_what_is_issued_verifies_in_both_forms(issued, issuer, at):
    version = newest_version(issued)

    assert (checked(version, issuer, at).outcome, checked(version, issuer, at, "jwt").outcome) == (
        Outcome.VALID,
        Outcome.VALID,
    )
    payload = json.loads(version.document)
    assert payload["issuer"]["id"] == "did:web:alder-house.example"
    assert payload["credentialSubject"]["identifier"][0]["identityHash"] == "Alma Reyes"
    assert payload["id"] == f"urn:uuid:{issued.credential_uuid}"
    assert ("validUntil" in payload, payload["credentialStatus"]["statusListCredential"]) == (
        False,
        "https://alder-house.example/status/1",
    )


def test_nothing_of_the_training_is_in_it(issued):
    text = newest_version(issued).document
    assert [word for word in ("hours", "session", "@example.org", "licen") if word in text.lower()] == []


def test_a_school_that_is_not_set_up_issues_as_before(alma, ruth, dino, at):
    proposed = actions.propose(
        enrolment=alma.enrolment, holder_name="Alma", title="SEP", edition_code="1", levels=[], by=ruth, at=at
    )
    issued = actions.approve(certificate=proposed, by=dino, at=at)
    assert (issued.state, newest_version(issued)) == (Certificate.State.IN_FORCE, None)


def test_withdrawal_sets_the_bit_at_once(issued, issuer, ruth, dino, at):
    actions.propose_revocation(certificate=issued, reason="A document was not genuine.", by=ruth, at=at)
    actions.approve_revocation(certificate=issued, by=dino, at=at)
    version = newest_version(issued)

    assert set_bits(issuer) == {(version.status_index, "revoked")}
    assert {checked(version, issuer, at, form).outcome for form in ("document", "jwt")} == {Outcome.REVOKED}
    assert "genuine" not in json.dumps(list(map(bytes.decode, documents.own_documents(issuer).values())))


def test_suspension_stays_on_the_page_and_out_of_the_credential(issued, issuer, ruth, at):
    actions.suspend(certificate=issued, reason="A complaint is looked at.", by=ruth, at=at)
    assert (checked(newest_version(issued), issuer, at).outcome, set_bits(issuer)) == (Outcome.VALID, set())


def test_a_renewal_is_a_newer_version_of_the_same_credential(issued, issuer, dino, at):
    Certificate.objects.filter(pk=issued.pk).update(valid_until=date(2027, 6, 9))
    first = newest_version(issued)
    later = at + timedelta(days=100)

    actions.renew(certificate=issued, until=date(2029, 6, 9), by=dino, at=later)
    actions.renew(certificate=issued, until=date(2029, 6, 9), by=dino, at=later)
    second = newest_version(issued)

    assert (second.version, second.kind, CredentialVersion.objects.count()) == (2, "renewal", 2)
    assert json.loads(first.document)["id"] == json.loads(second.document)["id"]
    assert second.valid_from > first.valid_from
    assert set_bits(issuer) == {(first.status_index, "superseded")}
    assert checked(second, issuer, later).outcome == Outcome.VALID
    assert json.loads(second.document)["validUntil"] == "2029-06-09T22:59:59Z"  # the end of that day in London


def test_a_new_name_takes_two_people_and_the_old_one_does_not_linger(client, issued, issuer, alma, ruth, dino, at):
    change = actions.ask_name_change(certificate=issued, wanted=" Alma  Holm ", words="Married", by=alma, at=at)
    actions.check_name_change(change=change, by=ruth, at=at)
    with pytest.raises(ValidationError, match="second person"):
        actions.approve_name_change(change=change, by=ruth, at=at)
    actions.approve_name_change(change=change, by=dino, at=at)
    version = newest_version(Certificate.objects.get(pk=issued.pk))

    assert (version.kind, version.holder_name) == ("name", "Alma Holm")
    page = client.get(reverse("credentials:show", args=[issued.check_code])).text
    file = client.get(reverse("credentials:json", args=[issued.check_code])).text
    assert ("Alma Reyes" in page + file, "Alma Holm" in page, "Alma Holm" in file) == (False, True, True)


def test_only_the_holder_asks_for_another_name(issued, ruth, at):
    with pytest.raises(ValidationError, match="Only the holder"):
        actions.ask_name_change(certificate=issued, wanted="Somebody Else", words="", by=ruth, at=at)


def test_what_was_signed_cannot_be_changed(issued):
    with pytest.raises(DatabaseError), transaction.atomic():
        CredentialVersion.objects.update(document="{}")


def test_no_place_in_a_list_is_given_twice(issuer, cohort, at, dino):
    for _ in range(12):
        _old_certificate(cohort, dino)
    run_work(works.sign_missing, issuer, dino, at)
    places = list(CredentialVersion.objects.values_list("status_index", flat=True))
    assert (len(places), len(set(places)), max(places) < SIZE) == (12, 12, True)
    assert places != sorted(places)


def _old_certificate(cohort, proposed_by, **facts):
    enrolment = EnrolmentFactory(cohort=cohort, student=UserFactory())
    return CertificateFactory(enrolment=enrolment, proposed_by=proposed_by, **facts)


def run_work(work, issuer, by, at, **params):
    row = Run.objects.create(
        kind="x", title="x", school=issuer.school, params=params, started_by=by, created_at=timezone.now()
    )
    return work(Progress(row))


def test_what_was_issued_before_is_signed_when_the_school_is_set_up(
    cohort, school, dino, ruth, at, django_capture_on_commit_callbacks
):
    kept, gone = _old_certificate(cohort, ruth), _old_certificate(cohort, ruth, state="revoked")

    with django_capture_on_commit_callbacks(execute=True):  # the work runs at once in tests
        issuer = actions.set_up_issuer(school=school, domain="", by=dino, at=at)

    later = timezone.now()
    assert issuer.did == "did:web:127.0.0.1%3A8000:at:alder-house"
    assert checked(newest_version(kept), issuer, later).outcome == Outcome.VALID
    assert checked(newest_version(gone), issuer, later).outcome == Outcome.REVOKED


def test_a_retired_key_still_verifies_what_it_signed(issued, issuer, dino, at):
    for algorithm in ("Ed25519", "P-256"):
        actions.rotate_key(issuer=issuer, algorithm=algorithm, by=dino, at=at)

    version = newest_version(issued)
    assert {checked(version, issuer, at, form).outcome for form in ("document", "jwt")} == {Outcome.VALID}
    assert sorted(IssuerKey.objects.values_list("state", flat=True)) == ["active", "active", "retired", "retired"]


def test_a_stolen_key_verifies_nothing_and_what_it_signed_is_signed_anew(
    issued, issuer, dino, at, django_capture_on_commit_callbacks
):
    stolen = newest_version(issued)

    with django_capture_on_commit_callbacks(execute=True):
        run = actions.compromise_key(key=stolen.proof_key, by=dino, at=at)

    later = timezone.now()
    newest = newest_version(issued)
    assert run is not None
    assert (checked(stolen, issuer, later).outcome, newest.kind) == (Outcome.INVALID, "reissue")
    assert checked(newest, issuer, later).outcome == Outcome.VALID
    with pytest.raises(ValidationError, match="already"):
        actions.compromise_key(key=stolen.proof_key, by=dino, at=at)


def test_many_are_renewed_in_one_piece_of_work_that_may_be_done_twice(issuer, cohort, dino, at):
    Programme.objects.update(certificate_months=24)
    due = [_old_certificate(cohort, dino, valid_until=date(2036, 12, 1)) for _ in range(5)]
    _old_certificate(cohort, dino, valid_until=date(2038, 12, 1))
    run_work(works.sign_missing, issuer, dino, at)

    first = run_work(works.renew_many, issuer, dino, at, before="2037-01-01")
    again = run_work(works.renew_many, issuer, dino, at, before="2037-01-01")

    assert (first, again) == ({"done": 5}, {"done": 0})
    ends = set(Certificate.objects.filter(pk__in=[c.pk for c in due]).values_list("valid_until", flat=True))
    assert ends == {date(2038, 12, 1)}
    assert CredentialVersion.objects.filter(kind="renewal").count() == 5
    assert checked(newest_version(due[0]), issuer, timezone.now()).outcome == Outcome.VALID


def test_a_key_store_that_fails_leaves_nothing_half_done(alma, ruth, dino, issuer, at, settings, tmp_path):
    proposed = actions.propose(
        enrolment=alma.enrolment, holder_name="Alma", title="SEP", edition_code="1", levels=[], by=ruth, at=at
    )
    settings.KEYS_SECRET = "another"
    stores._store.cache_clear()

    with pytest.raises(ValidationError, match="nothing has changed"):
        actions.approve(certificate=proposed, by=dino, at=at)

    proposed.refresh_from_db()
    assert (proposed.state, CredentialVersion.objects.count()) == ("proposed", 0)


def test_a_name_that_cannot_be_signed_is_refused_with_a_sentence(alma, ruth, dino, issuer, at):
    proposed = actions.propose(
        enrolment=alma.enrolment, holder_name="x", title="SEP", edition_code="1", levels=[], by=ruth, at=at
    )
    Certificate.objects.filter(pk=proposed.pk).update(title="")
    with pytest.raises(ValidationError, match="cannot be signed"):
        actions.approve(certificate=proposed, by=dino, at=at)


def test_everything_that_happens_is_in_the_log(issued, issuer, ruth, dino, at):
    actions.propose_revocation(certificate=issued, reason="x", by=ruth, at=at)
    actions.approve_revocation(certificate=issued, by=dino, at=at)
    leaves = list(leaves_about(issued.uuid))

    assert [leaf.kind for leaf in leaves] == ["issue", "revoke"]
    assert leaves[0].secret.facts["credential"] == f"urn:uuid:{issued.credential_uuid}"
    assert "Alma" not in json.dumps([leaf.secret.facts for leaf in leaves])


def test_lists_are_signed_anew_each_day(issued, issuer, at):
    before = documents.status_of(issuer, 1)
    tasks.sign_lists(at + timedelta(hours=2))
    same = documents.status_of(issuer, 1)
    tasks.sign_lists(at + timedelta(days=1))
    newer = documents.status_of(issuer, 1)

    assert (same == before, newer == before) == (True, False)
    assert json.loads(newer.document)["validFrom"] == "2026-11-20T09:00:00Z"


def test_holders_hear_once_at_each_distance_that_a_certificate_ends(issued, issuer, alma, at):
    Certificate.objects.filter(pk=issued.pk).update(valid_until=at.date() + timedelta(days=61))
    for days in (0, 0, 1, 40, 55, 62):
        tasks.remind_of_ends(at + timedelta(days=days))
    told = Notice.objects.filter(to=alma, subject="Your certificate ends soon")
    assert sorted(notice.key.rsplit(":", 1)[1] for notice in told) == ["30", "60", "7", "90"]


# --- addresses -------------------------------------------------------------------------------------------------------


@pytest.fixture
def hosts(settings):
    settings.ALLOWED_HOSTS = ["*"]


def test_the_schools_own_domain_answers_for_it(client, issued, issuer, hosts):
    host = {"headers": {"host": "alder-house.example"}}
    found = {
        path: client.get(path, **host) for path in ("/.well-known/did.json", "/.well-known/jwks.json", "/status/1")
    }

    assert {
        path: (one.status_code, one["Access-Control-Allow-Origin"]) for path, one in found.items()
    } == dict.fromkeys(found, (200, "*"))
    assert json.loads(found["/.well-known/did.json"].content)["id"] == "did:web:alder-house.example"
    assert client.get("/.well-known/did.json", headers={"host": "birch.example"}).status_code == 404
    assert client.get("/at/alder-house/did.json").status_code == 404


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", "application/ld+json"),
        ("application/vc", "application/vc"),
        ("application/vc+jwt", "application/vc+jwt"),
        ("application/jwt, */*;q=0.1", "application/jwt"),
    ],
)
def test_the_list_comes_in_the_form_that_is_asked_for(client, issued, hosts, accept, kind):
    response = client.get("/status/1", headers={"host": "alder-house.example", "accept": accept})
    text = response.content.decode()
    assert (response["Content-Type"], text.startswith("{")) == (kind, "jwt" not in kind)
    assert "Accept" in response["Vary"].split(", ")


def test_the_credential_is_had_with_the_code_only(client, issued):
    address = reverse("credentials:json", args=[issued.check_code])
    response = client.get(address)
    assert (response.status_code, response.content.decode()) == (200, newest_version(issued).document)
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert client.get(reverse("credentials:jwt", args=[issued.check_code])).content.decode().count(".") == 2
    assert client.get(reverse("credentials:json", args=["a" * 26])).status_code == 404


def test_the_achievement_leads_to_its_rules(client, issued, hosts):
    response = client.get("/achievements/se/2024-2", headers={"host": "alder-house.example"})
    assert (response.status_code, response["Location"]) == (302, "/at/alder-house/certification/rules/se/2024-2/")


# --- setting up -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "domain", ["https://x.example", "x", "x..example", "-x.example", "x.example/path", "bücher.example"]
)
def test_a_domain_that_is_none_is_refused(school, dino, at, domain):
    with pytest.raises(ValidationError, match="domain alone"):
        actions.set_up_issuer(school=school, domain=domain, by=dino, at=at)


def test_a_school_is_set_up_once_and_a_domain_serves_one_school(issuer, school, elsewhere, dino, at):
    with pytest.raises(ValidationError, match="signs already"):
        actions.set_up_issuer(school=school, domain="other.example", by=dino, at=at)
    with pytest.raises(ValidationError, match="under this domain"):
        actions.set_up_issuer(school=elsewhere, domain="Alder-House.example.", by=dino, at=at)


# --- staying alive ----------------------------------------------------------------------------------------------------


def test_whoever_has_a_list_already_is_told_so(client, issued, hosts):
    host = {"host": "alder-house.example"}
    for path in ("/status/1", "/.well-known/did.json"):
        first = client.get(path, headers=host)
        again = client.get(path, headers={**host, "if-none-match": first["ETag"]})
        assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


def test_a_list_is_signed_by_being_asked_for_where_the_worker_is_away(client, issued, hosts, at, time_machine):
    time_machine.move_to(at)
    before = client.get("/status/1", headers={"host": "alder-house.example"}).content
    time_machine.move_to(at + timedelta(days=80))
    after = client.get("/status/1", headers={"host": "alder-house.example"}).content
    assert json.loads(before)["validUntil"] < json.loads(after)["validUntil"]


# --- reached from outside ---------------------------------------------------------------------------------------------


def test_what_is_published_is_asked_for_from_outside(issued, issuer):
    ours = documents.own_documents(issuer)
    assert [one.why for one in look(issuer, ours.__getitem__)] == ["", ""]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Unreachable("no_such_host"), "not known"),
        (Unreachable("private"), "of your own"),
        (Unreachable("redirect"), "do not follow"),
        (Unreachable("418"), "not as it should"),
        (b"<html>", "not as it should"),
        (b'{"id": "did:web:other.example"}', "Something else"),
    ],
)
def test_what_is_wrong_there_is_said_in_words(issued, issuer, answer, words):
    def fetch(url):
        if isinstance(answer, Exception):
            raise answer
        return answer

    assert [words in str(one.why) for one in look(issuer, fetch)] == [True, True]


def test_the_page_asks_only_when_told_to(sign_in, issuer, dino, monkeypatch):
    asked = []
    monkeypatch.setattr("feltwork.apps.credentials.views.issuer.SafeFetcher", lambda outside: _away(asked))
    client = sign_in(dino, fresh=True)
    address = reverse("credentials-staff:issuer", kwargs={"school": "alder-house"})
    client.get(address)
    assert asked == []
    page = client.post(address + "reach/").text
    assert asked == ["https://alder-house.example/.well-known/did.json"]
    assert "not known on the internet" in page


def _away(asked):
    def fetch(url):
        asked.append(url)
        raise Unreachable("no_such_host")

    return fetch
