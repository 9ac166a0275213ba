"""A file in somebody's hands: whose it is, how they stand to it, and its key. `actions.opening` hands it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from feltwork.apps.accounts.models import User
from feltwork.apps.practice.cabinet import Cabinet
from feltwork.apps.practice.models import Client
from feltwork.apps.practice.permissions import Sight
from feltwork.core.practice import CHILD_FIGURE, initial

# what those see of the identity who do not treat the client
CONTACT = (
    "name", "preferred_name", "pronouns", "email", "phone", "safe_channel", "safe_hours", "safe_words", "language",
    "country", "time_zone", "reminder_hours", "reminder_words",
)  # fmt: skip


@dataclass(frozen=True)
class OpenFile:
    """A client's file in the hands of one person, for one request. Never keep it longer."""

    client: Client
    sight: Sight
    user: User
    at: datetime
    cabinet: Cabinet = field(repr=False)

    @cached_property
    def identity(self) -> Mapping[str, Any]:
        """What is known of the client, as far as this person may know it (`core.practice.check_identity`)."""
        whole: dict[str, Any] = self.cabinet.open(self.client, "identity")
        match self.sight:
            case Sight.SUPERVISOR | Sight.GUARDIAN:
                return {"figure": whole.get("figure", "")}
            case Sight.ASSISTANT:
                return {name: whole[name] for name in CONTACT if name in whole}
            case _:
                return whole

    @cached_property
    def short(self) -> str:
        """What headings call the client: "R."."""
        whole: dict[str, Any] = self.cabinet.open(self.client, "identity")
        return initial(whole)

    @cached_property
    def figure(self) -> str:
        """The template of the body map: fw-adult-1 or fw-child-1."""
        return str(self.identity.get("figure") or "fw-adult-1")

    @property
    def is_child(self) -> bool:
        return self.figure == CHILD_FIGURE
