"""People, their roles in schools, one-time sign-in links, and what they agreed to."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_superuser=True, is_staff=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. The mail address is the way in; `name` is how others see them."""

    class Theme(models.TextChoices):
        DEVICE = "", _("As my device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    PRIVACY: ClassVar[dict[str, str]] = {
        "*": "personal",
        "password": "secret",
        "is_staff": "internal",
        "is_active": "internal",
        "is_superuser": "internal",
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("mail address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(max_length=10, blank=True)
    time_zone = models.CharField(max_length=60, blank=True)
    theme = models.CharField(max_length=5, choices=Theme, blank=True, default="")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)  # runs the installation; no role in any school by itself
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="accounts_user_email_once")]

    def __str__(self) -> str:
        return self.name or str(_("Someone without a name yet"))

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else ""


class Role(models.TextChoices):
    STUDENT = "student", _("Student")
    PROVIDER = "provider", _("Provider")
    FACULTY = "faculty", _("Faculty")
    REGISTRAR = "registrar", _("Registrar")
    CREDENTIALING = "credentialing", _("Credentialing")
    ADMIN = "admin", _("School administrator")
    PRACTITIONER = "practitioner", _("Practitioner")
    ASSISTANT = "assistant", _("Practice assistant")
    SUPERVISOR = "supervisor", _("Supervisor")
    CLIENT = "client", _("Client")


STAFF_ROLES = frozenset({Role.REGISTRAR.value, Role.CREDENTIALING.value, Role.ADMIN.value})
# whoever works with clients' files; like staff they prove themselves with two factors
CLINICAL_ROLES = frozenset({Role.PRACTITIONER.value, Role.ASSISTANT.value, Role.SUPERVISOR.value})
ALL_ROLES = frozenset(Role.values)
# the others come with an enrolment or an approval
GRANTED_BY_HAND = (Role.FACULTY, Role.REGISTRAR, Role.CREDENTIALING, Role.ADMIN)
GRANTED_IN_A_PRACTICE = (Role.PRACTITIONER, Role.ASSISTANT, Role.SUPERVISOR)


class Membership(models.Model):
    """*user* has *role* in *school* from `since` until `until`; ending one keeps the row."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal", "user": "personal"}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager(school="school")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "user", "role"], condition=models.Q(until=None), name="accounts_role_held_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class SignInLink(models.Model):
    """A link that signs in once. Only its hash is kept. Opening it changes nothing; the button behind it does."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal", "email": "personal", "token_hash": "secret"}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField()
    token_hash = models.CharField(max_length=64, unique=True)
    next = models.CharField(max_length=300, blank=True)
    name = models.CharField(max_length=120, blank=True)  # for an account that is made on the spot
    is_trusted = models.BooleanField(default=False)  # printed on the operator's own console: counts as step-up
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["email", "created_at"], name="accounts_link_email")]

    def __str__(self) -> str:
        return str(self.uuid)

    def is_open(self, at: datetime) -> bool:
        """Not yet used and not yet too old."""
        return self.used_at is None and at < self.expires_at


class Agreement(models.Model):
    """*user* agreed to a version of the terms."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal", "user": "personal"}
    APPEND_ONLY: ClassVar[bool] = True

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="agreements")
    version = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "version"], name="accounts_agreed_once")]

    def __str__(self) -> str:
        return self.version


class OpenSession(models.Model):
    """A browser in which *user* is signed in. Ending it takes away its session."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "session_key": "secret"}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="open_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=60, blank=True)  # coarse words, as in "Firefox on Linux"
    began_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.device


class AddressChange(models.Model):
    """*user* wants their mail to go to *email*; it does once the link sent there was used."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "token_hash": "secret"}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="address_changes")
    email = models.EmailField()
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.uuid)

    def is_open(self, at: datetime) -> bool:
        """Not yet used and not yet too old."""
        return self.used_at is None and at < self.expires_at
