"""What somebody without an account sends: a first message, a wish to be told, a time for a call."""

from __future__ import annotations

import re
import secrets
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from feltwork.apps.directory import words
from feltwork.apps.directory.models import Profile
from feltwork.apps.directory.places import towns
from feltwork.apps.ui.forms import ChipBoxes, ChipRadios, FwForm, RowRadios
from feltwork.core.directory import Town

CHANNELS = [("email", lazy("E-mail")), ("text", lazy("Text")), ("call", lazy("Call"))]
TIMES = [
    ("morning", lazy("Mornings")),
    ("midday", lazy("Midday")),
    ("afternoon", lazy("Afternoons")),
    ("evening", lazy("Evenings")),
    ("weekend", lazy("Weekends")),
]
WAYS = [("", lazy("Either")), ("in_person", lazy("In person")), ("online", lazy("Online"))]
FEES = [
    ("", lazy("I say nothing of it")),
    ("stated", lazy("The fee as it stands")),
    ("low", lazy("The lower end")),
    ("less", lazy("Less than that")),
]
LINE, NAME, ADDRESS, WHEN = 400, 60, 254, 80
NUMBER = re.compile(r"^\+?[\d\s()/.-]{6,30}$")


def unseen() -> forms.CharField:
    """A field that people neither see nor reach; programs fill it in."""
    widget = forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    return forms.CharField(required=False, label=lazy("Please leave this empty"), widget=widget)


class OpenForm(FwForm):
    """What anybody may send: with a field for programs only, and the answer to the sum of `puzzle.py`.

    In a template: `directory/parts/defence.html` inside a form that carries the island `directory/puzzle`.
    """

    website = unseen()
    puzzle = forms.CharField(required=False, max_length=6000, widget=forms.HiddenInput)

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            given: Any = self.data
            emptied = given.copy()
            emptied["website"] = ""
            self.data = emptied
            raise ValidationError(
                _("A field that people do not see was filled in by a program. It is empty now: please send again.")
            )
        return ""


class WriteForm(OpenForm):
    """A first message. Nothing in it is required but a way to answer."""

    autocomplete = {"address": "off"}

    name = forms.CharField(
        label=lazy("What may they call you?"), max_length=NAME, required=False, help_text=lazy("Any name will do.")
    )
    channel = forms.ChoiceField(
        label=lazy("How may they reach you?"), choices=CHANNELS, initial="email", widget=ChipRadios()
    )
    address = forms.CharField(
        label=lazy("Your e-mail or number"),
        max_length=ADDRESS,
        help_text=lazy("In a mail, the subject line will only say “Your enquiry”."),
        widget=forms.TextInput(attrs={"autocapitalize": "off", "spellcheck": "false"}),
    )
    voicemail = forms.BooleanField(label=lazy("A message may be left on voicemail"), required=False)
    times = forms.MultipleChoiceField(
        label=lazy("When is it safe to reach you?"), choices=TIMES, required=False, widget=ChipBoxes()
    )
    times_words = forms.CharField(
        label=lazy("Anything else about when or how"),
        max_length=WHEN,
        required=False,
        help_text=lazy("For instance: not at weekends, hang up if somebody else answers."),
    )
    language = forms.ChoiceField(label=lazy("In which language?"), required=False)
    how = forms.ChoiceField(label=lazy("How would you like to meet?"), required=False, widget=ChipRadios())
    fee = forms.ChoiceField(label=lazy("What could you pay?"), choices=FEES, required=False, widget=RowRadios())
    line = forms.CharField(
        label=lazy("A line or two"),
        max_length=LINE,
        required=False,
        widget=forms.Textarea(attrs={"rows": "3", "maxlength": str(LINE), "spellcheck": "false"}),
        help_text=lazy(
            "When you could come, or what you hope for. Please do not write what happened; that can wait until you are "
            "ready."
        ),
    )
    once = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, profile: Profile, **kwargs: Any) -> None:
        own = (get_language() or "en").split("-")[0]
        languages = words.labels("language", profile.languages)
        codes = [code for code, _label in words.choices("language") if code in set(profile.languages)]
        first = own if own in codes else (codes[0] if codes else "")
        initial = {"once": secrets.token_urlsafe(24), "language": first, "how": "", "fee": ""}
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)
        self.fields["language"].choices = list(zip(codes, languages, strict=True))  # type: ignore[attr-defined]
        self.fields["how"].choices = WAYS  # type: ignore[attr-defined]
        if not (profile.how_in_person and profile.how_online):
            del self.fields["how"]
        if len(codes) < 2:
            del self.fields["language"]
        if profile.fee_low is None:
            del self.fields["fee"]
        self.profile = profile

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("address") and given.get("channel"):
            self._check_address(given)
        return given

    def shown(self) -> dict[str, Any]:
        """What is read before an answer."""
        given, profile = self.cleaned_data, self.profile
        one_way = (
            "" if profile.how_in_person and profile.how_online else "online" if profile.how_online else "in_person"
        )
        return {
            "language": given.get("language") or (profile.languages[0] if profile.languages else ""),
            "how": given.get("how") or one_way,
            "fee": given.get("fee", ""),
            "times": given["times"],
            "line": given["line"].strip(),
        }

    def withheld(self) -> dict[str, Any]:
        """What an answer opens."""
        given = self.cleaned_data
        return {
            "name": given["name"].strip(),
            "channel": given["channel"],
            "address": given["address"].strip(),
            "voicemail": given["voicemail"],
            "times_words": given["times_words"].strip(),
            "site_language": get_language() or "",
        }

    def _check_address(self, given: dict[str, Any]) -> None:
        text = given["address"].strip()
        if given["channel"] == "email":
            try:
                validate_email(text)
            except ValidationError:
                self.add_error("address", _("Please enter a whole e-mail address, or choose another way above."))
        elif not NUMBER.match(text):
            self.add_error("address", _("Please enter a telephone number, or choose e-mail above."))


class TellMeForm(OpenForm):
    """Where, in which language, and whom to tell."""

    town_text = forms.CharField(label=lazy("Town"), max_length=120, help_text=lazy("Yours, or the nearest one."))
    town = forms.TypedChoiceField(
        label=lazy("Which one?"), required=False, coerce=int, empty_value=None, widget=RowRadios()
    )
    language = forms.ChoiceField(label=lazy("Language"), required=False)
    online = forms.BooleanField(label=lazy("Online is fine, too"), required=False)
    address = forms.EmailField(
        label=lazy("Your e-mail"), help_text=lazy("One mail, whose subject line will only say “Your enquiry”.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [("", _("Any")), *words.choices("language", by_name=True)]  # type: ignore[attr-defined]
        typed = self.data.get("town_text", "") if self.is_bound else ""
        self.found: list[Town] = towns().find(typed) if typed else []
        self.fields["town"].choices = [  # type: ignore[attr-defined]
            (one.id, f"{one.name}, {words.label('country', one.country)}") for one in self.found
        ]
        self.is_ambiguous = False

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not given.get("town_text") or given.get("town"):
            return given
        if len(self.found) == 1:
            given["town"] = self.found[0].id
        elif self.found:
            self.is_ambiguous = True
            self.add_error("town", _("Several places are called so. Please choose one."))
        else:
            self.add_error("town_text", _("This town is not in our list. Please try the nearest larger one."))
        return given

    def wish(self) -> dict[str, Any]:
        """As `actions.waiting.ask_to_be_told` takes it."""
        given = self.cleaned_data
        return {
            "address": given["address"],
            "town": given["town"],
            "language": given["language"],
            "online": given["online"],
            "site_language": get_language() or "",
        }


def zones() -> list[str]:
    """Names of time zones for a list: places only, in order."""
    return sorted(one for one in available_timezones() if "/" in one and not one.startswith(("Etc/", "posix", "right")))
