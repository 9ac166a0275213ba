"""What clients write about themselves."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from feltwork.apps.practice.forms.clients import REMINDERS
from feltwork.apps.practice.forms.items import QUIET, Scale
from feltwork.apps.practice.forms.words import problem
from feltwork.apps.practice.models import Consent
from feltwork.apps.ui.forms import CardRadios, ChipRadios, FwForm
from feltwork.core.practice import CHILD_FIGURE, ItemError, check_entry, words

NOT_SAID = gettext_lazy("not said")


def _words(group: str) -> list[tuple[str, Any]]:
    language = get_language() or "en"
    return [("", NOT_SAID), *((word.id, word.label(language)) for word in words(group).values())]


class CodeForm(FwForm):
    """The code that was said in person."""

    code = forms.CharField(
        label=gettext_lazy("The code that you were given"),
        max_length=20,
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class InviteForm(FwForm):
    """Where the link goes."""

    email = forms.EmailField(label=gettext_lazy("Mail address"))


class CheckinForm(FwForm):
    """How it is in the body. Everything may stay empty; for a child comparisons and colours instead of words."""

    answer = forms.ChoiceField(label=gettext_lazy("Or"), required=False, widget=ChipRadios)
    family = forms.ChoiceField(label=gettext_lazy("Which of these is nearest?"), required=False, widget=ChipRadios)
    own_word = forms.CharField(
        label=gettext_lazy("A word of your own"), max_length=60, required=False, widget=forms.TextInput(QUIET)
    )
    like = forms.ChoiceField(label=gettext_lazy("What is it like?"), required=False, widget=ChipRadios)
    colour = forms.ChoiceField(label=gettext_lazy("Which colour has it?"), required=False, widget=ChipRadios)
    intensity = forms.ChoiceField(
        label=gettext_lazy("How strong is it?"),
        required=False,
        choices=[("", NOT_SAID), *((str(number), str(number)) for number in range(11))],
        widget=Scale,
        help_text=gettext_lazy("0 is hardly there, 10 is as strong as can be"),
    )
    words = forms.CharField(
        label=gettext_lazy("Anything in words"),
        max_length=4000,
        required=False,
        help_text=gettext_lazy("Please do not write what happened; that can wait until you are ready."),
        widget=forms.Textarea({"rows": 4, **QUIET}),
    )
    helped = forms.CharField(
        label=gettext_lazy("What helps, or could help"), max_length=500, required=False,
        widget=forms.Textarea({"rows": 2, **QUIET}),
    )  # fmt: skip
    after = forms.ChoiceField(
        label=gettext_lazy("Look around the room for a moment. And now, how strong is it?"),
        required=False,
        choices=[("", NOT_SAID), *((str(number), str(number)) for number in range(11))],
        widget=Scale,
    )
    shown = forms.ChoiceField(label=gettext_lazy("Who reads this"), required=False, widget=CardRadios)

    def __init__(
        self, *args: Any, figure: str, readers: list[tuple[UUID, str]], regions: list[str] | None = None, **kwargs: Any
    ) -> None:
        self.figure, self.regions = figure, regions or []
        super().__init__(*args, **kwargs)
        is_child = figure == CHILD_FIGURE
        for name in ("family", "own_word") if is_child else ("like", "colour"):
            del self.fields[name]
        for name, group in (
            ("answer", "answers"),
            ("family", "families"),
            ("like", "likenesses"),
            ("colour", "colours"),
        ):
            if name in self.fields:
                self.fields[name].choices = _words(group)  # type: ignore[attr-defined]
        choices = [("", _("Only me")), *((str(uuid), name) for uuid, name in readers)]
        self.fields["shown"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        body = {name: value for name, value in given.items() if name != "shown" and value}
        for name in ("intensity", "after"):
            if name in body:
                body[name] = int(body[name])
        if self.regions:
            body["regions"] = [{"region": one} for one in self.regions]
        try:
            self.taken = check_entry({"template": self.figure, **body})
        except ItemError as wrong:
            name = wrong.field.split(".")[0]
            self.add_error(name if name in self.fields else None, problem(wrong))
        return given


class OwnConsentForm(FwForm):
    """The client's own answer."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Your answer"), choices=Consent.Decision.choices, widget=CardRadios()
    )
    detail = forms.CharField(
        label=gettext_lazy("Limits, in your words"), max_length=1000, required=False,
        widget=forms.Textarea({"rows": 2, **QUIET}),
    )  # fmt: skip


class ReachForm(FwForm):
    """How to be reached and reminded."""

    preferred_name = forms.CharField(label=gettext_lazy("Called"), max_length=60, required=False)
    pronouns = forms.CharField(label=gettext_lazy("Pronouns"), max_length=40, required=False)
    safe_channel = forms.ChoiceField(label=gettext_lazy("The safe way to reach you"), required=False, widget=ChipRadios)
    email = forms.EmailField(label=gettext_lazy("Mail address"), required=False)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=40, required=False)
    safe_hours = forms.CharField(label=gettext_lazy("When"), max_length=200, required=False)
    safe_words = forms.CharField(
        label=gettext_lazy("What may be said to whoever picks up"), max_length=500, required=False,
        widget=forms.Textarea({"rows": 2, **QUIET}),
    )  # fmt: skip
    reminder_hours = forms.ChoiceField(
        label=gettext_lazy("Reminder of appointments"), required=False, choices=REMINDERS, widget=ChipRadios
    )
    reminder_words = forms.CharField(
        label=gettext_lazy("In which words"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Write {day} and {time} where they should stand; without them neither is said."),
        widget=forms.TextInput(QUIET),
    )
    language = forms.CharField(
        label=gettext_lazy("Language"), max_length=10, required=False, help_text=gettext_lazy("Two letters, as in de")
    )
    time_zone = forms.CharField(label=gettext_lazy("Time zone, if another than here"), max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["safe_channel"].choices = _words("safe_channels")  # type: ignore[attr-defined]

    def clean_time_zone(self) -> str:
        zone: str = self.cleaned_data["time_zone"]
        if zone and zone not in available_timezones():
            raise forms.ValidationError(_("Please write it as in Europe/Berlin."), code="zone")
        return zone

    def reach(self) -> dict[str, Any]:
        """What was said, as `core.practice.check_identity` takes it."""
        given = {name: value for name, value in self.cleaned_data.items() if value}
        if "reminder_hours" in given:
            given["reminder_hours"] = int(given["reminder_hours"])
        return given


class EraseForm(FwForm):
    """Sure?"""

    sure = forms.BooleanField(label=gettext_lazy("Yes, destroy all of it; nobody can bring it back"))
