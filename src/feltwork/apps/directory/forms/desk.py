"""A profile in short steps: one form for each, all of them with what is kept already."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from feltwork.apps.directory import words
from feltwork.apps.directory.actions.checking import claim_words
from feltwork.apps.directory.forms.names import NamesField
from feltwork.apps.directory.models import Profile
from feltwork.apps.directory.places import ATTRIBUTION, towns
from feltwork.apps.directory.queries.own import SPOKEN
from feltwork.apps.ui.forms import ChipBoxes, FwForm, RowRadios
from feltwork.core.directory import Town, fold
from feltwork.core.directory.professions import may_touch
from feltwork.core.directory.wording import check_words

LONG = forms.Textarea(attrs={"rows": "3"})


def several(facet: str, **given: Any) -> forms.MultipleChoiceField:
    """Any number of a facet's values; the words are read when the form is made."""
    field = forms.MultipleChoiceField(widget=ChipBoxes(), **given)
    field.choices = lambda: words.choices(facet)
    return field


class StepForm(FwForm):
    """The base of all steps: own words are looked at where they are typed."""

    title: Any = ""

    def __init__(self, *args: Any, profile: Profile, **kwargs: Any) -> None:
        initial = {name: getattr(profile, name) for name in self.base_fields if hasattr(profile, name)}
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)
        self.profile = profile

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        for field in SPOKEN:
            if field in given and (claims := check_words(given[field])):
                self.add_error(field, [claim_words(claim) for claim in claims])
        return given

    def changes(self) -> dict[str, Any]:
        """The fields of the profile as `actions.change_profile` takes them."""
        return {name: value for name, value in self.cleaned_data.items() if hasattr(self.profile, name)}


class WhoForm(StepForm):
    """Name, profession, own words."""

    title = lazy("Who you are")
    name = forms.CharField(
        label=lazy("Name"), max_length=120, help_text=lazy("With another name your licence is looked up anew.")
    )
    pronouns = forms.CharField(label=lazy("Pronouns"), max_length=40, required=False)
    profession = forms.ChoiceField(
        label=lazy("Primary profession"), help_text=lazy("The one you have a licence in, if you have one.")
    )
    headline = forms.CharField(
        label=lazy("In one line"),
        max_length=160,
        help_text=lazy("Whom you work with, or how. For instance: I work with accidents and with pain that stayed."),
    )
    words = forms.CharField(
        label=lazy("In your own words"),
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": "8"}),
        help_text=lazy("How a first hour goes, for instance. No promises, no studies, no praise from others."),
    )
    words_language = forms.ChoiceField(label=lazy("Language of these words"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["profession"].choices = [("", _("Please choose")), *words.choices("profession")]  # type: ignore[attr-defined]
        self.fields["words_language"].choices = words.choices("language", by_name=True)  # type: ignore[attr-defined]


class PlaceForm(StepForm):
    """Town, ways to meet, languages. A town is typed, and chosen from a list where several are called so."""

    title = lazy("Where and in which languages")
    town_text = forms.CharField(
        label=lazy("Town"),
        max_length=120,
        help_text=lazy("The town of your practice, or the nearest one. Nothing closer is ever shown, and never asked."),
    )
    town = forms.TypedChoiceField(
        label=lazy("Which one?"), required=False, coerce=int, empty_value=None, widget=RowRadios()
    )
    how_in_person = forms.BooleanField(label=lazy("In person"), required=False)
    how_online = forms.BooleanField(label=lazy("Online"), required=False)
    online_in = NamesField(
        facet="country",
        label=lazy("Online: in which countries may you practise?"),
        required=False,
        help_text=lazy("With commas between. What counts is where the other person is; ask your register if not sure."),
    )
    languages = NamesField(
        facet="language",
        label=lazy("Languages you work in"),
        help_text=lazy("With commas between, sign languages too. For instance: English, German."),
    )
    address = forms.CharField(
        label=lazy("Address of your practice"),
        required=False,
        max_length=300,
        help_text=lazy("Given only to people whom you have answered. Never a home address, please."),
    )

    def __init__(self, *args: Any, profile: Profile, **kwargs: Any) -> None:
        super().__init__(*args, profile=profile, initial={"town_text": profile.town_name}, **kwargs)
        typed = self.data.get("town_text", "") if self.is_bound else ""
        self.found: list[Town] = towns().find(typed) if typed else []
        self.fields["town"].choices = [(one.id, _town_words(one)) for one in self.found]  # type: ignore[attr-defined]
        self.is_ambiguous = False
        self.attribution = ATTRIBUTION

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not (given.get("how_in_person") or given.get("how_online")):
            self.add_error("how_in_person", _("Please choose one or both."))
        if given.get("how_online") and not given.get("online_in") and "online_in" not in self.errors:
            self.add_error("online_in", _("Please choose at least one country."))
        if given.get("town_text"):
            self._settle_town(given)
        return given

    def _settle_town(self, given: dict[str, Any]) -> None:
        town = self._chosen(given)
        if town is None:
            self.is_ambiguous = bool(self.found)
            missing = _("We know no town of this name. Please try the next larger one.")
            self.add_error("town_text", _("Several towns are called so. Please choose.") if self.found else missing)
            return
        given |= {"town": town.id, "town_name": town.name, "country": town.country}

    def _chosen(self, given: dict[str, Any]) -> Town | None:
        kept = self.profile.town
        if given["town_text"] == self.profile.town_name and kept in towns() and not given.get("town"):
            return towns()[kept] if kept is not None else None
        if given.get("town"):
            return next((one for one in self.found if one.id == given["town"]), None)
        wanted = fold(given["town_text"].partition(",")[0])
        exact = [one for one in self.found if wanted in (fold(one.name), fold(one.german))]
        return (
            exact[0]
            if len(exact) == 1 and (len(self.found) == 1 or "," in given["town_text"])
            else (self.found[0] if len(self.found) == 1 else None)
        )


class WorkForm(StepForm):
    """Whom somebody works with, on what, and whether touch is a part of it."""

    title = lazy("Whom you work with, and how")
    ages = several("ages", label=lazy("Ages"))
    who = several("who", label=lazy("Who comes"))
    themes = several(
        "theme", label=lazy("Experience with"), help_text=lazy("At most twelve: those that you know best.")
    )
    touch = forms.ChoiceField(label=lazy("Touch"), choices=Profile.Touch.choices, widget=RowRadios())
    access = several("access", required=False, label=lazy("Getting in and being there"))

    def __init__(self, *args: Any, profile: Profile, **kwargs: Any) -> None:
        super().__init__(*args, profile=profile, **kwargs)
        if not may_touch(profile.profession):
            self.fields["touch"].choices = [Profile.Touch.choices[0]]  # type: ignore[attr-defined]
            self.fields["touch"].help_text = _(
                "Touch is no part of the profession that you named, so your page says so."
            )


class MoneyForm(StepForm):
    """Fees, whole units; and whether a first call is free."""

    title = lazy("Fees")
    fee_low = forms.IntegerField(label=lazy("From"), required=False, min_value=0, max_value=1_000_000)
    fee_high = forms.IntegerField(
        label=lazy("To"), required=False, min_value=0, max_value=1_000_000, help_text=lazy("Empty: one fee for all.")
    )
    currency = forms.ChoiceField(
        label=lazy("Currency"), required=False, choices=[("", "–"), *((code, code) for code in words.CURRENCIES)]
    )
    fee_minutes = forms.IntegerField(label=lazy("For how many minutes"), min_value=10, max_value=240)
    is_sliding = forms.BooleanField(label=lazy("By income, if somebody asks"), required=False)
    fee_words = forms.CharField(label=lazy("About the fee"), required=False, max_length=300)
    free_call_minutes = forms.TypedChoiceField(
        label=lazy("A free first call"),
        coerce=int,
        choices=[(0, lazy("No")), *((n, lazy("%(n)s minutes") % {"n": n}) for n in (10, 15, 20, 30))],
    )


class RoomStepForm(StepForm):
    """Room for new people, and what goes on between sessions. Keeping this step is a confirmation."""

    title = lazy("Room, and between sessions")
    room = forms.ChoiceField(label=lazy("Room for new people"), choices=Profile.Room.choices, widget=RowRadios())
    waiting_weeks = forms.IntegerField(
        label=lazy("Weeks to wait, with a waiting list"), required=False, min_value=1, max_value=104
    )
    room_words = forms.CharField(
        label=lazy("About room"), required=False, max_length=300, help_text=lazy("For instance the days you work.")
    )
    between_words = forms.CharField(
        label=lazy("Between sessions"),
        required=False,
        max_length=300,
        help_text=lazy("Whether people may write, and when you answer. You are no emergency service: say so."),
    )
    cancel_words = forms.CharField(label=lazy("Cancelling"), required=False, max_length=300)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("room") != Profile.Room.WAITING:
            given["waiting_weeks"] = None
        return given


class MoreForm(StepForm):
    """What is optional, and who may find the page."""

    title = lazy("More, if you like")
    training_words = forms.CharField(
        label=lazy("Further training"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": "4"}),
        help_text=lazy("One to a line. Your page says that these are your own statements."),
    )
    identity = several(
        "identity",
        required=False,
        label=lazy("Of yourself"),
        help_text=lazy(
            "Only what you would like strangers to know and to search by. It can be taken back at any time."
        ),
    )
    is_indexed_outside = forms.BooleanField(
        label=lazy("Search engines may find my page"),
        required=False,
        help_text=lazy(
            "Without it the page is found here only. What a search engine has once copied we cannot call back."
        ),
    )


STEPS: dict[str, type[StepForm]] = {
    "who": WhoForm,
    "place": PlaceForm,
    "work": WorkForm,
    "money": MoneyForm,
    "room": RoomStepForm,
    "more": MoreForm,
}


class PhotoForm(FwForm):
    """A photo, and what it shows."""

    photo = forms.FileField(
        label=lazy("Photo"),
        required=False,
        help_text=lazy("JPEG, PNG or WebP. It is drawn anew: place, time and camera are not kept."),
    )
    photo_alt = forms.CharField(
        label=lazy("What the photo shows"),
        max_length=160,
        help_text=lazy(
            "For people who cannot see it. For instance: a woman with short grey hair, smiling, by a window."
        ),
    )

    def __init__(self, *args: Any, has_photo: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_photo = has_photo

    def clean_photo(self) -> Any:
        given = self.cleaned_data.get("photo")
        if given is None and not self.has_photo:
            raise ValidationError(_("Please choose a photo."))
        return given


class LicenceForm(FwForm):
    """Where one's licence stands."""

    register_name = forms.CharField(label=lazy("Name of the register"), max_length=120)
    number = forms.CharField(label=lazy("Your number there"), max_length=60)
    country = forms.ChoiceField(label=lazy("Country"))
    region = forms.CharField(label=lazy("State or region"), required=False, max_length=80)
    url = forms.URLField(
        label=lazy("Where anybody can look it up"), required=False, assume_scheme="https",
        help_text=lazy("The address of the register’s own search page."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = words.choices("country", by_name=True)  # type: ignore[attr-defined]


def _town_words(town: Town) -> str:
    """Name, region, country: enough to tell two of the same name apart."""
    region = f", {town.region}" if town.region and town.region != town.name else ""
    return f"{town.name}{region}, {words.label('country', town.country)}"
