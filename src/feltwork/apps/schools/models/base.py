"""The tenant, and the base of everything that belongs to one."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager


class School(models.Model):
    """An organisation that trains and certifies, or a practice that treats clients, or both. Everything private carries
    its key."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "public", "is_public": "internal", "has_practice": "internal"}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=120)
    town = models.CharField(_("town"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True, help_text=_("Two letters, as in GB"))
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC")
    email = models.EmailField(_("mail address"), blank=True)
    about = models.TextField(_("about the school"), blank=True)
    code = models.CharField(
        _("letters on certificates"), max_length=4, validators=[RegexValidator(r"^[A-Z]{2,4}$")], default="FW"
    )
    answer_days = models.PositiveSmallIntegerField(_("days within which staff answer"), default=14)
    signer = models.CharField(_("who signs certificates"), max_length=120, blank=True)
    is_public = models.BooleanField(default=True)
    has_practice = models.BooleanField(_("treats clients here"), default=False)

    def __str__(self) -> str:
        return self.name


class SchoolOwned(models.Model):
    """Base of rows that belong to one school. `objects` works only inside a school's scope."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager(school="school")

    class Meta:
        abstract = True
