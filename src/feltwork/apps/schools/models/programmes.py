"""What a school teaches and by which rules it certifies."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.schools.models.base import SchoolOwned


class Programme(SchoolOwned):
    """A training that ends in a certificate."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "public"}

    slug = models.SlugField()
    name = models.CharField(_("name"), max_length=120)
    certificate_title = models.CharField(_("title on the certificate"), max_length=160)
    about = models.TextField(_("about the programme"), blank=True)
    is_open = models.BooleanField(_("open for applications"), default=True)
    certificate_months = models.PositiveSmallIntegerField(
        _("months for which a certificate holds"), null=True, blank=True, help_text=_("Empty: it has no end.")
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "slug"], name="schools_programme_slug")]

    def __str__(self) -> str:
        return self.name


class RuleEdition(SchoolOwned):
    """One edition of a programme's rules: the whole text as published, never changed afterwards.

    `text` is the YAML or TOML that `core.certification.load` reads; `bases` holds the texts it builds on, by name.
    """

    PRIVACY: ClassVar[dict[str, str]] = {"*": "public", "created_by": "internal"}
    APPEND_ONLY: ClassVar[bool] = True

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="editions")
    code = models.CharField(_("edition"), max_length=20)
    text = models.TextField()
    bases = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    valid_from = models.DateField(_("for cohorts that start from"))
    published_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "programme", "code"], name="schools_edition_code")]
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return self.code


class Level(SchoolOwned):
    """A level of a programme, in order. `code` is the word the rules use."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "public"}

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="levels")
    position = models.PositiveSmallIntegerField()
    code = models.SlugField()
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "programme", "code"], name="schools_level_code")]
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class Module(SchoolOwned):
    """A block of training days within a level."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "public"}

    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="modules")
    position = models.PositiveSmallIntegerField(help_text=_("Order within the level"))
    code = models.SlugField()
    name = models.CharField(_("name"), max_length=120)
    days = models.PositiveSmallIntegerField(_("days"), default=6)
    seconds_per_day = models.PositiveIntegerField(default=6 * 3600)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "level", "code"], name="schools_module_code")]
        ordering = ["level__position", "position"]

    def __str__(self) -> str:
        return self.name


class Mode(models.TextChoices):
    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Video")
    PHONE = "phone", _("Phone")
    HYBRID = "hybrid", _("In person and online mixed")
    RECORDING = "recording", _("Recording")


class Cohort(SchoolOwned):
    """A group that goes through a programme together. Its first day chooses the rule edition."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "public", "is_public": "internal"}

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="cohorts")
    edition = models.ForeignKey(RuleEdition, on_delete=models.PROTECT, related_name="cohorts")
    code = models.SlugField()
    name = models.CharField(_("name"), max_length=120)
    starts_on = models.DateField(_("first day"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    places = models.PositiveSmallIntegerField(_("places"), default=24)
    is_public = models.BooleanField(_("shown to applicants"), default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "programme", "code"], name="schools_cohort_code")]
        ordering = ["starts_on"]

    def __str__(self) -> str:
        return self.name


class ModuleDate(SchoolOwned):
    """A module as one cohort takes it."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "public"}

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="module_dates")
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="dates")
    place = models.CharField(_("place"), max_length=120, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "cohort", "module"], name="schools_module_once")]

    def __str__(self) -> str:
        return f"{self.cohort_id}/{self.module_id}"


class TrainingDay(SchoolOwned):
    """One day of a module date: the unit that counts."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "public"}

    module_date = models.ForeignKey(ModuleDate, on_delete=models.PROTECT, related_name="days")
    on = models.DateField(_("day"))
    mode = models.CharField(_("how"), max_length=10, choices=Mode, default=Mode.IN_PERSON)
    seconds = models.PositiveIntegerField(default=6 * 3600)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "module_date", "on"], name="schools_day_once")]
        ordering = ["on"]

    def __str__(self) -> str:
        return self.on.isoformat()
