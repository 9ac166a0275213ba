"""Who a client is, what they agreed to, and who else comes near the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from feltwork.apps.practice.forms.items import QUIET
from feltwork.apps.practice.forms.words import problem
from feltwork.apps.practice.models import Consent, Guardian
from feltwork.apps.practice.models.consents import Assent
from feltwork.apps.ui.forms import CardRadios, ChipRadios, DayInput, FwForm
from feltwork.core.practice import ADULT_FIGURE, CHILD_FIGURE, ItemError, check_guardian, check_identity, words

FIGURES = ((ADULT_FIGURE, gettext_lazy("Grown-up figure")), (CHILD_FIGURE, gettext_lazy("Child’s figure")))
REMINDERS = (
    ("", gettext_lazy("None")),
    ("3", gettext_lazy("3 hours before")),
    ("24", gettext_lazy("One day before")),
    ("48", gettext_lazy("Two days before")),
)


def _text(label: Any, most: int, *, hint: Any = "", needed: bool = False, lines: int = 0) -> forms.CharField:
    widget: forms.Widget = forms.Textarea({"rows": lines, **QUIET}) if lines else forms.TextInput(QUIET)
    return forms.CharField(label=label, max_length=most, required=needed, help_text=hint, widget=widget)


class FindForm(FwForm):
    """A name to look for. It is sent as a form, so that it stands in no address and no log."""

    autocomplete: dict[str, str] = {}

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=80, required=False, widget=forms.TextInput({**QUIET, "type": "search"})
    )


class IdentityForm(FwForm):
    """Only the name is needed. `taken` holds what `core.practice.check_identity` made of it."""

    autocomplete: dict[str, str] = {}  # a browser fills in nobody's name here

    name = _text(gettext_lazy("Name"), 120, needed=True)
    preferred_name = _text(gettext_lazy("Called"), 60, hint=gettext_lazy("The name you use with each other"))
    pronouns = _text(gettext_lazy("Pronouns"), 40)
    born_on = forms.DateField(label=gettext_lazy("Born on"), required=False, widget=DayInput())
    figure = forms.ChoiceField(
        label=gettext_lazy("Figure of the body map"), choices=FIGURES, initial=ADULT_FIGURE, widget=ChipRadios
    )
    email = forms.EmailField(label=gettext_lazy("Mail address"), required=False, widget=forms.EmailInput(QUIET))
    phone = _text(gettext_lazy("Phone"), 40)
    safe_channel = forms.ChoiceField(
        label=gettext_lazy("The safe way to reach them"), required=False, choices=(), widget=ChipRadios
    )
    safe_hours = _text(gettext_lazy("When"), 200, hint=gettext_lazy("As in: mornings, never at the weekend"))
    safe_words = _text(
        gettext_lazy("What may be said to whoever picks up"), 500, lines=2,
        hint=gettext_lazy("As in: only your first name, not where you call from"),
    )  # fmt: skip
    emergency_name = _text(gettext_lazy("Somebody to call in an emergency"), 120)
    emergency_phone = _text(gettext_lazy("Their phone"), 40)
    emergency_relation = _text(gettext_lazy("Who that is"), 60)
    language = _text(gettext_lazy("Language"), 10, hint=gettext_lazy("Two letters, as in de"))
    country = _text(
        gettext_lazy("Country"), 2, hint=gettext_lazy("Two letters, as in GB. It decides how long a file is kept.")
    )
    time_zone = _text(gettext_lazy("Time zone, if another than here"), 60)
    reminder_hours = forms.ChoiceField(
        label=gettext_lazy("Reminder of appointments"), required=False, choices=REMINDERS, widget=ChipRadios
    )
    reminder_words = _text(
        gettext_lazy("In which words"), 200, hint=gettext_lazy("Nothing in it should say what the appointment is")
    )

    def __init__(self, *args: Any, identity: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        self.before = dict(identity or {})
        super().__init__(*args, initial=_flat(self.before), **kwargs)
        language = get_language() or "en"
        channels = [(word.id, word.label(language)) for word in words("safe_channels").values()]
        self.fields["safe_channel"].choices = [("", _("not said")), *channels]  # type: ignore[attr-defined]

    def clean_time_zone(self) -> str:
        zone: str = self.cleaned_data["time_zone"]
        if zone and zone not in available_timezones():
            raise forms.ValidationError(_("Please write it as in Europe/Berlin."), code="zone")
        return zone

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        try:
            self.taken = check_identity(self._identity(given))
        except ItemError as wrong:
            name = wrong.field.split(".")[0]
            self.add_error(name if name in self.fields else "emergency_phone", problem(wrong))
        return given

    @property
    def typed(self) -> dict[str, Any]:
        """What was taken, field by field, as the form shows it."""
        return _flat(self.taken)

    def shown(self, identity: Mapping[str, Any], name: str) -> str:
        """One field of *identity* as somebody reads it."""
        value = str(_flat(identity).get(name, ""))
        choices = getattr(self.fields[name], "choices", None)
        return str(dict(choices).get(value, value)) if choices else value

    def _identity(self, given: Mapping[str, Any]) -> dict[str, Any]:
        taken = {name: value for name, value in given.items() if value and not name.startswith("emergency_")}
        if given.get("born_on"):
            taken["born_on"] = given["born_on"].isoformat()
        if given.get("reminder_hours"):
            taken["reminder_hours"] = int(given["reminder_hours"])
        first = {name: given.get(f"emergency_{name}", "") for name in ("name", "phone", "relation")}
        others = list(self.before.get("emergency", []))[1:]
        people = ([{key: value for key, value in first.items() if value}] if any(first.values()) else []) + others
        return taken | ({"emergency": people} if people else {})


def _flat(identity: Mapping[str, Any]) -> dict[str, Any]:
    flat = {name: value for name, value in identity.items() if name != "emergency"}
    for name, value in next(iter(identity.get("emergency", [])), {}).items():
        flat[f"emergency_{name}"] = value
    if "reminder_hours" in flat:
        flat["reminder_hours"] = str(flat["reminder_hours"])
    return flat


class ConsentForm(FwForm):
    """An answer to one topic, as the client gave it."""

    decision = forms.ChoiceField(
        label=gettext_lazy("The answer"),
        choices=(
            (Consent.Decision.GIVEN, gettext_lazy("Yes")),
            (Consent.Decision.DECLINED, gettext_lazy("No")),
            (Consent.Decision.WITHDRAWN, gettext_lazy("Taken back")),
        ),
        widget=CardRadios(
            hints={
                "given": gettext_lazy("It holds from this moment"),
                "declined": gettext_lazy("Nothing else changes"),
                "withdrawn": gettext_lazy("It ends at once, without a reason"),
            }
        ),
    )
    guardian = forms.ChoiceField(label=gettext_lazy("Who answered for the child"), required=False, widget=ChipRadios)
    assent = forms.ChoiceField(
        label=gettext_lazy("What the child says"),
        choices=Assent.choices,
        initial=Assent.UNASKED,
        required=False,
        widget=ChipRadios,
        help_text=gettext_lazy("A no of the child counts in the session, whatever a grown-up signed."),
    )
    detail = _text(
        gettext_lazy("Limits, in their words"), 1000, lines=2,
        hint=gettext_lazy("As in: hands and shoulders only; not on the phone"),
    )  # fmt: skip

    def __init__(self, *args: Any, is_minor: bool, guardians: list[tuple[Guardian, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.guardians = {str(row.uuid): row for row, _name in guardians}
        if not is_minor:
            del self.fields["assent"]
        if not guardians:
            del self.fields["guardian"]
            return
        named = [(str(row.uuid), name) for row, name in guardians]
        self.fields["guardian"].choices = [("", _("nobody yet")), *named]  # type: ignore[attr-defined]

    @property
    def given(self) -> dict[str, Any]:
        """For `answer_consent`, of a form that is valid."""
        taken = self.cleaned_data
        guardian = self.guardians.get(taken.get("guardian", ""))
        return {**taken, "guardian": guardian, "assent": taken.get("assent", "")}


class TextForm(FwForm):
    """The wording of a consent."""

    text = forms.CharField(label=gettext_lazy("What is agreed to"), widget=forms.Textarea({"rows": 14}))


class GuardianForm(FwForm):
    """Somebody who answers for a child."""

    autocomplete: dict[str, str] = {}

    name = _text(gettext_lazy("Name"), 120, needed=True)
    relation = _text(gettext_lazy("Who they are to the child"), 60)
    phone = _text(gettext_lazy("Phone"), 40)
    email = forms.EmailField(label=gettext_lazy("Mail address"), required=False, widget=forms.EmailInput(QUIET))
    safe_words = _text(gettext_lazy("What to mind when calling"), 500, lines=2)
    may_decide = forms.BooleanField(label=gettext_lazy("Their yes or no to a consent counts"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        try:
            self.taken = check_guardian({name: value for name, value in given.items() if value})
        except ItemError as wrong:
            self.add_error(wrong.field if wrong.field in self.fields else None, problem(wrong))
        return given


class ColleagueForm(FwForm):
    """One person of the practice."""

    user: Any = forms.ModelChoiceField(
        label=gettext_lazy("Who"), queryset=None, empty_label=gettext_lazy("Please choose")
    )

    def __init__(self, *args: Any, people: Any, label: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["user"]
        field.queryset, field.label = people, label or field.label


class EndForm(FwForm):
    """The last day of a treatment."""

    on = forms.DateField(label=gettext_lazy("The last day"), widget=DayInput())


class GlassForm(FwForm):
    """Whose file, and why now."""

    autocomplete: dict[str, str] = {}

    surname = _text(gettext_lazy("The client’s surname"), 120, needed=True)
    born_on = forms.DateField(label=gettext_lazy("Born on"), widget=DayInput())
    reason = _text(
        gettext_lazy("Why you need the file now"), 1000, needed=True, lines=3,
        hint=gettext_lazy("The colleague who treats the client reads this, and so may the client."),
    )  # fmt: skip
