"""What staff choose to see in lists, and several at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feltwork.apps.certification.forms.common import offer, reason_field
from feltwork.apps.schools.models import WorkItem
from feltwork.apps.ui.forms import FwForm

ORDERS = [
    ("oldest", _("Oldest first")),
    ("newest", _("Newest first")),
    ("due", _("Promised first")),
    ("who", _("By name")),
]


class QueueForm(FwForm):
    """What the queue shows. Everything may stay empty."""

    q = forms.CharField(label=_("Name or word"), max_length=80, required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Everything")), *WorkItem.Kind.choices])
    who = forms.ChoiceField(
        label=_("Whose"),
        required=False,
        choices=[("", _("Everybody’s")), ("mine", _("With me")), ("nobody", _("With nobody yet"))],
    )
    late = forms.BooleanField(label=_("Only what is late"), required=False)
    order = forms.ChoiceField(label=_("Order"), required=False, choices=ORDERS)


class BulkForm(FwForm):
    """Several at once."""

    act = forms.ChoiceField(choices=[("accept", ""), ("give", ""), ("take", ""), ("free", "")])
    reason = reason_field(_("One reason for all, as the students will read it"), required=False)
    colleague = forms.ChoiceField(label=_("Colleague"), required=False)

    def __init__(self, *args: Any, colleagues: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "colleague", colleagues, _("Choose a colleague"))


class PassForm(FwForm):
    """To whom."""

    colleague = forms.ChoiceField(label=_("To whom"), error_messages={"required": _("Please choose a colleague.")})

    def __init__(self, *args: Any, colleagues: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "colleague", colleagues, _("Choose a colleague"))


class ReplyForm(FwForm):
    reply = forms.CharField(
        label=_("Your answer"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Please write an answer, in a sentence or two.")},
    )


class CandidatesForm(FwForm):
    """What the list of candidates shows."""

    STATES = (
        ("", _("All")),
        ("open", _("In training")),
        ("look", _("Look at this first")),
        ("ready", _("Ready for the certificate")),
        ("held", _("Held")),
        ("deferred", _("Paused")),
        ("completed", _("Certified")),
        ("withdrawn", _("Left")),
    )
    q = forms.CharField(label=_("Name"), max_length=80, required=False)
    cohort = forms.ChoiceField(label=_("Cohort"), required=False)
    level = forms.ChoiceField(label=_("Level"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=STATES)

    def __init__(self, *args: Any, cohorts: Any = (), levels: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "cohort", cohorts, _("All"))
        offer(self, "level", levels, _("All"))
