"""A world with one object of each kind, and for each address with parameters the object it is tried on."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from types import SimpleNamespace

from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django_scopes import scope, scopes_disabled

from feltwork.apps.accounts import links as account_links
from feltwork.apps.accounts.models import AddressChange, SignInLink
from feltwork.apps.accounts.tests.device import Device
from feltwork.apps.admissions import models as admissions
from feltwork.apps.certification import models as certification
from feltwork.apps.certification.actions.imports import keep_import
from feltwork.apps.certification.actions.log import attach_evidence, log_entry
from feltwork.apps.certification.standing import refresh_standing
from feltwork.apps.credentials import actions as credentials
from feltwork.apps.credentials.actions.signing import add_version, publish_lists
from feltwork.apps.credentials.actions.transparent import log_version
from feltwork.apps.credentials.codes import new_check_code
from feltwork.apps.credentials.models import (
    Certificate,
    CertificateEvent,
    CredentialVersion,
    Issuer,
    NameChange,
    StatusList,
)
from feltwork.apps.credentials.signing import desk_of
from feltwork.apps.jobs.models import Run
from feltwork.apps.notices.actions import tell
from feltwork.apps.schools.actions import recognise
from feltwork.apps.schools.models import Module, TrainingDay, WorkItem
from feltwork.apps.schools.tests.factories import CohortFactory, EnrolmentFactory, MembershipFactory, UserFactory
from feltwork.apps.signoffs import queries as ledger
from feltwork.apps.signoffs.actions import confirm
from feltwork.apps.signoffs.tokens import token_for
from feltwork.apps.transparency.actions import integrate
from feltwork.apps.transparency.queries import leaves_about
from feltwork.core.signoffs import digest

# None is somebody signed out; eva has no role; farid has every role, elsewhere
PEOPLE = ("nobody", "eva", "alma", "ben", "carla", "greta", "ruth", "dino", "farid")
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"

LOG = (
    b"date,level,session type,length in hours,credit hours,provider,signature\n2026-10-01,,session,1,1,Ben Okafor,yes\n"
)


def build(*, cast, school, cohort, at):
    """Alma has a draft, an entry sent, one signed and one with an invoice; Paula is certified; Eva applies."""
    with scope(school=school):
        world = SimpleNamespace(cast=cast, school=school, cohort=cohort, at=at)
        world.programme = cohort.programme
        world.level = cohort.programme.levels.order_by("position").first()
        world.module = Module.objects.order_by("pk").first()
        world.day = TrainingDay.objects.order_by("on").first()
        world.enrolment = cast.alma.enrolment
        world.credit = recognise(
            enrolment=world.enrolment, kind="personal_session", level="beginning", amount=1, source="SE Australia",
            reason="", on=at.date(), by=cast.greta, at=at,
        )  # fmt: skip
        world.other_cohort = CohortFactory(programme=cohort.programme, edition=cohort.edition, code="2027")
        _log(world)
        _staff_matters(world)
        _certificates(world)
        _application(world)
        _account_matters(world)
        refresh_standing(enrolment=world.enrolment, at=at)
    return world


def _log(world):
    world.draft = _entry(world, days=3, send=False)
    world.sent = _entry(world, days=10)
    world.signed = _entry(world, days=20)
    world.proved = _entry(world, days=30)
    attach_evidence(
        entry=world.proved,
        upload=SimpleUploadedFile("invoice.pdf", PDF, content_type="application/pdf"),
        words="Paid",
        by=world.cast.alma,
        at=world.at,
    )
    world.imported = keep_import(
        enrolment=world.enrolment, content=LOG, name="log.csv", day_order="day_first", rows=1,
        by=world.cast.alma, at=world.at,
    )  # fmt: skip
    world.evidence = certification.Evidence.objects.get(entry=world.proved)
    asked = {r.subject_uuid: r for r in ledger.requests_of(world.cast.alma, world.school)}
    world.request = asked[world.sent.uuid].uuid
    signed = asked[world.signed.uuid].uuid
    confirm(
        request=signed,
        by=world.cast.ben,
        by_name="Ben Okafor",
        shown_hash=digest(ledger.shown_in(signed)),
        at=world.at,
        idempotency_key="matrix",
    )
    world.signed_request = signed
    world.ledger_entry = ledger.entries_of(world.cast.alma, world.school)[0]


def _entry(world, *, days, send=True):
    starts = world.at - timedelta(days=days)
    return log_entry(
        enrolment=world.enrolment,
        kind="personal_session",
        provider=world.cast.ben.provider,
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
        zone="Europe/London",
        is_time_known=True,
        mode="in_person",
        group_size=None,
        note="mine alone",
        by=world.cast.alma,
        at=world.at - timedelta(days=days - 1),
        send=send,
    )


def _staff_matters(world):
    own = {"school": world.school, "enrolment": world.enrolment}
    ruth, at = world.cast.ruth, world.at
    world.outlook = certification.Outlook.objects.create(
        school=world.school, under="school:se:2024-2", name="SE, 2024-2", as_of=world.at.date(),
        asked_by=world.cast.greta, asked_at=world.at,
    )  # fmt: skip
    world.waiver = certification.Waiver.objects.create(
        **own, requirement="personal_sessions", amount=Fraction(1), reason="x", on=at.date(), author=ruth, entered_at=at
    )
    world.gate = certification.GateRecord.objects.create(
        **own, code="degree", valid_from=at.date(), entered_by=ruth, entered_at=at
    )
    world.item = WorkItem.objects.get(kind="evidence", closed_at=None)
    world.report = WorkItem.objects.create(
        school=world.school, kind="report", subject_uuid=world.request, who="Alma", person=world.cast.alma,
        title="Not expected", url="signoffs/", opened_at=at, due_on=at.date(),
    )  # fmt: skip
    world.inquiry = certification.Inquiry.objects.create(
        school=world.school, item=world.item, student=world.cast.alma, text="When?", asked_by=ruth, asked_at=at
    )
    world.approval = world.cast.ben.provider.approvals.first()


def _certificates(world):
    world.certificate = _certificate(world, "Paula Brand", "in_force", "AH-7K4M-92")
    world.suspended = _certificate(world, "Mika Tanaka", "suspended", "AH-7K4M-93")
    world.proposed = _certificate(world, "Lior Benedek", "proposed", "AH-7K4M-94")
    world.leaving = _certificate(world, "Ines Varga", "in_force", "AH-7K4M-95")
    CertificateEvent.objects.create(
        school=world.school, certificate=world.leaving, kind="revocation_proposed", by=world.cast.dino, at=world.at
    )
    # alma holds one, so that a holder's pages are reached
    world.own = _certificate(world, "Alma Reyes", "in_force", "AH-7K4M-96", user=world.cast.alma)
    _signed(world)


def _signed(world):
    """The school signs under its path here, the other one under a domain of its own, which the browser asks for."""
    at, dino = world.at, world.cast.dino
    issuer = credentials.set_up_issuer(school=world.school, domain="", by=dino, at=at)
    world.key = issuer.keys.get(algorithm="Ed25519")
    for certificate in (world.certificate, world.own):
        if leaves_about(certificate.uuid).exists():
            continue  # beside a live server the database commits, and the job that signs what is missing has run
        version = add_version(certificate, CredentialVersion.Kind.ISSUE, at=at)
        log_version(certificate, version, at=at)
    world.leaf = leaves_about(world.certificate.uuid).get()
    integrate(school=world.school, at=at)
    world.name_change = NameChange.objects.create(
        school=world.school, certificate=world.certificate, wanted="Paula Holm", asked_at=at
    )
    with scopes_disabled():
        other = world.cast.farid.memberships.first().school
    with scope(school=other):
        elsewhere = credentials.set_up_issuer(school=other, domain="birch-hall.example", by=None, at=at)
        status_list = StatusList.objects.create(school=other, issuer=elsewhere, number=1)
        publish_lists(StatusList.objects.filter(pk=status_list.pk), desk_of(other.pk), at=at)
        Issuer.objects.filter(pk=elsewhere.pk).update(host="testserver")


def _certificate(world, name, state, number, user=None):
    user = user or UserFactory(name=name)
    MembershipFactory(school=world.school, user=user, role="student") if user != world.cast.alma else None
    enrolment = EnrolmentFactory(cohort=world.other_cohort, student=user)
    return Certificate.objects.create(
        school=world.school, enrolment=enrolment, number=number, check_code=new_check_code(),
        holder_name=name, title="SEP", edition_code="2024-2", levels=[], issued_on=world.at.date(), state=state,
        proposed_by=world.cast.dino, proposed_at=world.at,
    )  # fmt: skip


def _application(world):
    world.application = admissions.Application.objects.create(
        school=world.school, applicant=world.cast.eva, programme=world.programme, edition=world.cohort.edition,
        route="health_profession", state="submitted", created_at=world.at, submitted_at=world.at,
    )  # fmt: skip
    world.document = admissions.ApplicationDocument.objects.create(
        school=world.school, application=world.application, criterion="degree", name="degree.pdf",
        content_type="application/pdf", size_bytes=len(PDF), uploaded_at=world.at,
        file=SimpleUploadedFile("degree.pdf", PDF),
    )  # fmt: skip


def _account_matters(world):
    at = world.at
    link = SignInLink(email="eva@example.org", created_at=at, expires_at=at + timedelta(days=9999))
    link.token_hash = account_links.hash_of(account_links.token_of(link))
    link.save()
    world.link_token = account_links.token_of(link)
    change = AddressChange(
        user=world.cast.eva, email="eva@new.example", created_at=at, expires_at=at + timedelta(days=9999)
    )
    change.token_hash = account_links.hash_of(account_links.token_of(change))
    change.save()
    world.address_token = account_links.token_of(change)
    credential = Device().make({"publicKey": {"challenge": "AAAA", "user": {"id": "AA"}}})
    data = {"name": "Key", "credential": credential}
    world.passkey = Authenticator.objects.create(user=world.cast.eva, type="webauthn", data=data)
    world.notice = tell(
        to=world.cast.eva, school=None, code="tests.hello", key="tests.hello", subject="Hello", body="x", url="/", at=at
    )
    world.role = world.cast.ben.memberships.first()
    world.run = Run.objects.create(kind="tests.count", title="Counting", started_by=world.cast.eva, created_at=at)


def _uuid(name):
    return lambda world: {"uuid": getattr(world, name).uuid}


def _token(request):
    return lambda world: {"token": token_for(getattr(world, request))}


def _all(prefix, names, example):
    return {f"{prefix}:{name}": example for name in names.split()}


EXAMPLES = {
    "accounts-school:role-end": _uuid("role"),
    **_all("admissions", "apply eligibility", lambda world: {"programme": "se"}),
    **_all("admissions", "answer note review show withdraw", _uuid("application")),
    **_all("admissions", "document document-remove", _uuid("document")),
    "accounts:address-link": lambda world: {"token": world.address_token},
    "accounts:sign-in-link": lambda world: {"token": world.link_token},
    "accounts:passkey-remove": lambda world: {"pk": world.passkey.pk},
    "accounts:passkey-rename": lambda world: {"pk": world.passkey.pk},
    **_all("library", "programme file", lambda world: {"code": "icf-acc"}),
    "notices:open": _uuid("notice"),
    **_all("runs", "show cancel go-on", _uuid("run")),
    **_all("certification", "approval-end approval-retract", _uuid("approval")),
    **_all("certification", "approval-new approval-preview provider", lambda w: {"uuid": w.cast.ben.provider.uuid}),
    **_all(
        "certification",
        "candidate candidate-decisions candidate-ledger candidate-try path-of takeout-file certify gate-new "
        "ruling-new waiver-new",
        _uuid("enrolment"),
    ),
    **_all("certification", "certify-approve certify-reject", _uuid("proposed")),
    **_all("certification", "entry entry-remind evidence-new entry-take-back", _uuid("sent")),
    **_all("certification", "entry-change entry-remove entry-send", _uuid("draft")),
    **_all("certification", "import-file import-forget import-judge import-show import-take", _uuid("imported")),
    **_all("certification", "evidence-file paper", _uuid("evidence")),
    "certification:gate-retract": _uuid("gate"),
    "certification:inquiry": _uuid("inquiry"),
    "certification:rules-compare": lambda world: {"programme": "se"},
    "certification:rules-edition": lambda world: {"programme": "se", "code": "2024-2"},
    "certification:before-level": lambda world: {"uuid": world.enrolment.cohort.uuid},
    **_all("certification", "outlook outlook-file", _uuid("outlook")),
    "certification:waiver-end": _uuid("waiver"),
    **_all("certification", "work work-earlier work-effect work-next work-pass", _uuid("item")),
    "certification:work-close": _uuid("report"),
    "credentials-staff:detail": _uuid("certificate"),
    **_all("credentials-staff", "list-publicly name-ask preview unlist", _uuid("own")),
    **_all("credentials-staff", "key-compromise key-rotate", _uuid("key")),
    **_all("credentials-staff", "name-decide name-refuse", _uuid("name_change")),
    **_all("credentials-documents", "status", lambda world: {"number": 1}),
    **_all("credentials-here", "status", lambda world: {"number": 1}),
    "credentials-documents:achievement": lambda world: {"programme": "se", "code": "2024-2"},
    "credentials-here:achievement": lambda world: {"programme": "se", "code": "2024-2"},
    "transparency:proof": lambda world: {"token": world.leaf.token},
    "transparency:tile": lambda world: {"level": "0", "place": "000.p/2"},
    "credentials-staff:reinstate": _uuid("suspended"),
    **_all("credentials-staff", "renew-one revoke suspend", _uuid("certificate")),
    **_all("credentials-staff", "revoke-approve revoke-drop", _uuid("leaving")),
    **_all("credentials", "show json jwt pdf png svg", lambda world: {"code": world.certificate.check_code}),
    "schools:attendance": _uuid("day"),
    "schools:attendance-one": lambda world: {"uuid": world.day.uuid, "enrolment": world.enrolment.uuid},
    **_all("schools", "calendar cohort cohort-edit enrol", _uuid("cohort")),
    "schools:module-dates": lambda world: {"uuid": world.cohort.uuid, "module": world.module.uuid},
    **_all("schools", "programme-edit edition-new edition-publish level-new", _uuid("programme")),
    **_all("schools", "level-edit level-remove module-new", _uuid("level")),
    **_all("schools", "module-edit module-remove", _uuid("module")),
    "schools:credit-take-back": _uuid("credit"),
    "schools:enrolment": _uuid("enrolment"),
    **_all(
        "schools",
        "enrolment-change-cohort enrolment-defer enrolment-hold enrolment-recognise enrolment-release "
        "enrolment-resume enrolment-withdraw",
        _uuid("enrolment"),
    ),
    **_all("signoffs", "copy copy-file ledger-entry entry-take-back", lambda w: {"entry": w.ledger_entry.uuid}),
    **_all("signoffs", "correct decline link report request sign switch", _token("request")),
    **_all("signoffs", "done take-back", _token("signed_request")),
    **_all("signoffs", "remind reported", lambda world: {"asked": world.request}),
}
