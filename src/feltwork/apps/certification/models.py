"""What students log, the papers that stand in for signatures, gates, waivers, and the kept result of judging it all."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from feltwork.apps.schools.fields import FractionField
from feltwork.apps.schools.models import Enrolment, Mode, Provider, SchoolOwned, WorkItem


class LogEntry(SchoolOwned):
    """A personal session or case consultation: an interval in UTC, and the zone it was lived in.

    What it is worth is never stored: `core.certification` works it out from the rules each time. Facts that a provider
    confirmed differently stand in the ledger and win over these.
    """

    class Kind(models.TextChoices):
        PERSONAL = "personal_session", _("Personal session")
        INDIVIDUAL = "consultation_individual", _("Case consultation, one to one")
        GROUP = "consultation_group", _("Case consultation in a group")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SENT = "sent", _("Sent to sign")
        REMOVED = "removed", _("Taken out")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "note": "private_note", "import_key": "internal"}

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="log")
    kind = models.CharField(_("what it was"), max_length=30, choices=Kind)
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="log")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    zone = models.CharField(max_length=60)
    is_time_known = models.BooleanField(default=False)  # else only day and length are meant
    mode = models.CharField(_("how"), max_length=10, choices=Mode, default=Mode.IN_PERSON)
    group_size = models.PositiveSmallIntegerField(_("people in the group"), null=True, blank=True)
    note = models.TextField(_("a note for yourself"), blank=True)  # the author's alone
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    origin = models.CharField(max_length=20, default="typed")
    import_key = models.CharField(max_length=64, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["school", "enrolment", "starts_at"], name="certification_log")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="certification_log_order"
            ),
            models.UniqueConstraint(
                fields=["school", "enrolment", "import_key"],
                condition=~models.Q(import_key=""),
                name="certification_imported_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def hours(self) -> Fraction:
        """True elapsed time in hours, exact."""
        return Fraction(round((self.ends_at - self.starts_at).total_seconds()), 3600)


class ImportedLog(SchoolOwned):
    """A session log brought in as a file, which stands as the paper for every row that claims a signature."""

    class State(models.TextChoices):
        READ = "read", _("Looked at")
        TAKING = "taking", _("Being taken")
        DONE = "done", _("Taken")

    class DayOrder(models.TextChoices):
        UNKNOWN = "unknown", _("Ask me where it is unclear")
        DAY_FIRST = "day_first", _("Days first: 3/5/2024 is 3 May")
        MONTH_FIRST = "month_first", _("Months first: 3/5/2024 is 5 March")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "digest": "internal", "state": "internal"}

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="imports")
    name = models.CharField(max_length=160)
    digest = models.CharField(max_length=64)
    file = models.FileField(upload_to="certification/")
    content_type = models.CharField(max_length=100)
    size_bytes = models.PositiveIntegerField()
    day_order = models.CharField(max_length=11, choices=DayOrder, default=DayOrder.UNKNOWN)
    state = models.CharField(max_length=6, choices=State, default=State.READ)
    rows = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["school", "enrolment"], name="certification_imports")]

    def __str__(self) -> str:
        return self.name


class Evidence(SchoolOwned):
    """A paper that stands in for a signature: an invoice, a mail. It waits for a person."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal"}

    entry = models.ForeignKey(LogEntry, on_delete=models.PROTECT, related_name="evidence")
    name = models.CharField(max_length=160)
    content_type = models.CharField(max_length=80)
    size_bytes = models.PositiveIntegerField()
    file = models.FileField(upload_to="certification/")
    words = models.TextField(blank=True)  # what the student says about it
    imported = models.ForeignKey(
        ImportedLog, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence"
    )  # one file for many entries
    uploaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class GateRecord(SchoolOwned):
    """A document or state in force: licence, code of ethics, examination passed. `code` is a word of the rules."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal"}

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="gates")
    code = models.CharField(max_length=40)
    origin = models.CharField(max_length=12, default="typed")  # or "examination", "course", "seminar"
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    file = models.FileField(upload_to="certification/", blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    retracted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.code


class Waiver(SchoolOwned):
    """The school lets something go: reason, scope, end and author. Ending one early keeps the row."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal"}

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="waivers")
    requirement = models.CharField(max_length=60)
    level = models.CharField(max_length=40, blank=True)
    amount = FractionField(null=True, blank=True)
    reason = models.TextField()
    on = models.DateField()
    until = models.DateField(null=True, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.requirement


class ExceptionRequest(SchoolOwned):
    """A student asks a person to look at something the rules refuse, or that they cannot decide."""

    class State(models.TextChoices):
        OPEN = "open", _("With the school")
        GRANTED = "granted", _("Granted")
        REFUSED = "refused", _("Not granted")
        WITHDRAWN = "withdrawn", _("Taken back")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "state": "internal"}

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="exceptions")
    entry = models.ForeignKey(LogEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="exceptions")
    question = models.CharField(max_length=80, blank=True)  # code of a question of the verdict, or a requirement
    words = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(blank=True)

    def __str__(self) -> str:
        return str(self.uuid)


class Inquiry(SchoolOwned):
    """Staff ask the student something before they decide about a work item; the student answers once."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal"}

    item = models.ForeignKey(WorkItem, on_delete=models.PROTECT, related_name="inquiries")
    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        indexes = [models.Index(fields=["school", "item"], name="certification_inquired")]

    def __str__(self) -> str:
        return str(self.uuid)


class Standing(SchoolOwned):
    """The kept summary of the last judgement of one enrolment, for lists. Renewed by every act that may change it."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal"}

    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="standing")
    as_of = models.DateField()
    level = models.CharField(max_length=40, blank=True)
    is_eligible = models.BooleanField(default=False)
    is_held = models.BooleanField(default=False)
    met = models.PositiveSmallIntegerField(default=0)
    of = models.PositiveSmallIntegerField(default=0)
    sessions = FractionField(default="0")
    credits = FractionField(default="0")
    days = models.PositiveSmallIntegerField(default=0)
    waiting = models.PositiveSmallIntegerField(default=0)  # entries not yet signed
    questions = models.PositiveSmallIntegerField(default=0)
    cannot = models.PositiveSmallIntegerField(default=0)
    next_step = models.CharField(max_length=60, blank=True)
    next_due = models.DateField(null=True)
    judged_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.enrolment_id)


class Outlook(SchoolOwned):
    """“What would change”: asked once, worked out by a run, applied never. It goes with its run, after some months."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal", "asked_by": "personal"}

    run = models.OneToOneField("jobs.Run", null=True, on_delete=models.CASCADE, related_name="+")
    under = models.CharField(max_length=200)  # key of queries.under
    name = models.CharField(max_length=300)
    text = models.TextField(blank=True)  # of a draft
    programme = models.ForeignKey("schools.Programme", null=True, on_delete=models.PROTECT, related_name="+")
    cohort = models.ForeignKey("schools.Cohort", null=True, on_delete=models.PROTECT, related_name="+")
    as_of = models.DateField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ["-asked_at", "-pk"]

    @property
    def about(self) -> str:
        """For whom it was asked."""
        if self.cohort or self.programme:
            return str(self.cohort or self.programme)
        return gettext("Everybody in training")

    def __str__(self) -> str:
        return self.name


class OutlookRow(SchoolOwned):
    """One candidate for whom something would change."""

    class Turn(models.TextChoices):
        LOSES = "loses", _("Would no longer have everything")
        LOST = "lost", _("Something could not be met any more")
        GAINS = "gains", _("Would have everything")
        MORE = "more", _("Would need more")
        LESS = "less", _("Would need less")
        OTHER = "other", _("Other numbers, nothing more or less to do")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal"}

    outlook = models.ForeignKey(Outlook, on_delete=models.CASCADE, related_name="rows")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="+")
    turn = models.CharField(max_length=5, choices=Turn)
    moved = models.JSONField(default=list)  # [requirement, [state, counted, needed, missing] or null, the same after]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "outlook", "enrolment"], name="certification_outlook_once")
        ]

    def __str__(self) -> str:
        return self.turn
