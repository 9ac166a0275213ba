"""Many certificates at once: nothing twice, whatever is killed, stopped or refused on the way."""

from datetime import date

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.credentials import actions, works
from feltwork.apps.credentials.actions import many
from feltwork.apps.credentials.models import Certificate, CertificateEvent, CredentialVersion, StatusBit, StatusList
from feltwork.apps.credentials.queries import newest_version
from feltwork.apps.credentials.tests.factories import CertificateFactory
from feltwork.apps.credentials.tests.test_signing import checked, issuer, own_keys, run_work
from feltwork.apps.jobs.models import Run
from feltwork.apps.jobs.runs import Cancelled, Progress
from feltwork.apps.keys import KeyStoreError, stores
from feltwork.apps.notices.models import Notice
from feltwork.apps.schools.models import Programme
from feltwork.apps.schools.tests.factories import EnrolmentFactory, UserFactory
from feltwork.apps.signoffs.checking import faults_of
from feltwork.apps.signoffs.models import LedgerEntry
from feltwork.apps.transparency.models import LogLeaf, LogPlace
from feltwork.core.credentials import Outcome

__all__ = ["issuer", "own_keys"]  # fixtures
ENDS, LATER = date(2036, 12, 1), date(2038, 12, 1)
FACTS = {"before": "2037-01-01", "from": "2026-11-19"}


@pytest.fixture
def due(issuer, cohort, dino, at):
    """Seven that end soon, signed."""
    Programme.objects.update(certificate_months=24)
    rows = [
        CertificateFactory(
            enrolment=EnrolmentFactory(cohort=cohort, student=UserFactory()),
            proposed_by=dino,
            number=f"AH-{number:04d}-00",
            valid_until=ENDS,
        )
        for number in range(7)
    ]
    run_work(works.sign_missing, issuer, dino, at)
    return rows


def ends():
    return sorted(Certificate.objects.values_list("valid_until", flat=True))


def test_each_trace_of_a_renewal_is_there_once(due, issuer, dino, at, school):
    run_work(works.renew_many, issuer, dino, at, **FACTS)

    kinds = CertificateEvent.objects.filter(kind="renewed", by=dino, reason=LATER.isoformat())
    assert (ends(), kinds.count(), AuditRecord.objects.filter(code="credentials.renew").count()) == ([LATER] * 7, 7, 7)
    assert LedgerEntry.objects.filter(kind="renewed", by=dino).count() == 7
    assert list(faults_of(school)) == []
    assert StatusBit.objects.filter(why="superseded").count() == 7
    assert LogLeaf.objects.filter(kind="version").count() == 7
    assert LogPlace.objects.count() == LogLeaf.objects.count()
    told = Notice.objects.filter(subject="Your certificate was renewed")
    assert sorted(told.values_list("to", flat=True)) == sorted(row.enrolment.student_id for row in due)
    assert {checked(newest_version(row), issuer, timezone.now()).outcome for row in due} == {Outcome.VALID}


def test_mail_about_many_goes_out_once(due, issuer, dino, at, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        run_work(works.renew_many, issuer, dino, at, **FACTS)
        run_work(works.renew_many, issuer, dino, at, **FACTS)
    assert sorted(message.to[0] for message in mail.outbox) == sorted(row.enrolment.student.email for row in due)


def test_a_kill_between_two_batches_doubles_nothing(due, issuer, dino, at, monkeypatch):
    monkeypatch.setattr(works, "BATCH", 2)
    row = Run.objects.create(
        kind="x", title="x", school=issuer.school, params=FACTS, started_by=dino, created_at=timezone.now()
    )
    real, seen = many.renew_all, []

    def killed(**given):
        if len(seen) == 2:
            raise SystemExit
        seen.append(given)
        return real(**given)

    monkeypatch.setattr(many, "renew_all", killed)
    with pytest.raises(SystemExit):
        works.renew_many(Progress(row))
    assert ends() == [ENDS] * 3 + [LATER] * 4

    monkeypatch.setattr(many, "renew_all", real)
    works.renew_many(Progress(Run.objects.get(pk=row.pk)))

    assert (ends(), CredentialVersion.objects.filter(kind="renewal").count()) == ([LATER] * 7, 7)
    assert LedgerEntry.objects.filter(kind="renewed").count() == 7


def test_a_batch_that_breaks_in_the_middle_leaves_nothing_of_itself(due, issuer, dino, at, monkeypatch):
    before = (LogLeaf.objects.count(), StatusList.objects.get().used)
    monkeypatch.setattr("feltwork.apps.credentials.notices.tell_many", _broken)
    with pytest.raises(OSError, match="gone"):
        many.renew_all(pks=[row.pk for row in due], before=date(2037, 1, 1), by=dino, at=at)
    assert (ends(), LogLeaf.objects.count(), StatusList.objects.get().used) == ([ENDS] * 7, *before)
    assert CredentialVersion.objects.filter(kind="renewal").count() == 0


def _broken(**_given):
    raise OSError("gone")


def test_what_was_done_before_a_stop_stays_and_is_published(due, issuer, dino, at, monkeypatch):
    monkeypatch.setattr(works, "BATCH", 3)
    monkeypatch.setattr(Progress, "step", _stop)
    with pytest.raises(Cancelled):
        run_work(works.renew_many, issuer, dino, at, **FACTS)
    assert ends() == [ENDS] * 4 + [LATER] * 3
    assert checked(newest_version(due[0]), issuer, timezone.now()).outcome == Outcome.VALID
    old = CredentialVersion.objects.get(certificate=due[0], version=1)
    assert checked(old, issuer, timezone.now()).outcome == Outcome.REVOKED


def _stop(self, count=1):
    raise Cancelled


def test_what_has_lapsed_is_left_to_a_person(due, issuer, dino, at, school, django_capture_on_commit_callbacks):
    Certificate.objects.filter(pk=due[0].pk).update(valid_until=date(2026, 11, 1))
    for with_lapsed, left in ((False, date(2026, 11, 1)), (True, date(2038, 11, 1))):
        with django_capture_on_commit_callbacks(execute=True):
            actions.start_renewals(school=school, before=date(2037, 1, 1), with_lapsed=with_lapsed, by=dino, at=at)
        assert ends() == [left, *[LATER] * 6]


def test_one_that_cannot_be_signed_is_named_and_its_batch_left(due, issuer, dino, at):
    Certificate.objects.filter(pk=due[3].pk).update(title="")
    with pytest.raises(ValidationError, match="AH-0003-00"):
        run_work(works.renew_many, issuer, dino, at, **FACTS)
    assert ends() == [ENDS] * 7


def test_a_school_that_does_not_sign_renews_as_well(cohort, school, dino, at):
    Programme.objects.update(certificate_months=12)
    CertificateFactory(
        enrolment=EnrolmentFactory(cohort=cohort, student=UserFactory()), proposed_by=dino, valid_until=ENDS
    )
    row = Run.objects.create(
        kind="x", title="x", school=school, params=FACTS, started_by=dino, created_at=timezone.now()
    )
    assert (works.renew_many(Progress(row)), ends(), CredentialVersion.objects.count()) == (
        {"done": 1},
        [date(2037, 12, 1)],
        0,
    )


def test_a_full_list_gives_way_to_a_new_one_that_is_published_at_once(due, issuer, dino, at, monkeypatch):
    StatusList.objects.update(used=200_000)
    actions.renew(certificate=due[0], until=LATER, by=dino, at=at)
    version = newest_version(due[0])
    assert version.status_list.number == 2
    assert checked(version, issuer, timezone.now()).outcome == Outcome.VALID
    assert StatusList.objects.exclude(document="").count() == 2


def test_a_stolen_key_is_destroyed_only_when_it_is_out_for_good(
    due, issuer, dino, at, django_capture_on_commit_callbacks
):
    key = newest_version(due[0]).proof_key
    with django_capture_on_commit_callbacks(execute=False):
        actions.compromise_key(key=key, by=dino, at=at)
    assert len(stores.store().sign(key.store_id, b"x")) == 64

    other = newest_version(due[0]).jwt_key
    with django_capture_on_commit_callbacks(execute=True):
        actions.compromise_key(key=other, by=dino, at=at)
    with pytest.raises(KeyStoreError):
        stores.store().sign(other.store_id, b"x")


def test_everything_a_stolen_key_signed_is_signed_anew_and_the_rest_left(
    due, issuer, dino, at, django_capture_on_commit_callbacks
):
    gone = due[0]
    Certificate.objects.filter(pk=gone.pk).update(state="revoked")
    with django_capture_on_commit_callbacks(execute=True):
        actions.compromise_key(key=newest_version(gone).proof_key, by=dino, at=at)
    kinds = [newest_version(row).kind for row in due]
    assert kinds == ["issue", *["reissue"] * 6]
