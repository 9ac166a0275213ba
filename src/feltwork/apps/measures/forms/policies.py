"""Who looks at answers that mean risk, and when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feltwork.apps.accounts.models import Membership, User
from feltwork.apps.measures.models import Policy
from feltwork.apps.measures.resources import regions
from feltwork.apps.schools.models import School
from feltwork.apps.ui.forms import CardRadios, ChipBoxes, DayInput, FwForm, TimeOfDayInput

DAYS = (
    ("1", _("Monday")),
    ("2", _("Tuesday")),
    ("3", _("Wednesday")),
    ("4", _("Thursday")),
    ("5", _("Friday")),
    ("6", _("Saturday")),
    ("7", _("Sunday")),
)
PEOPLE = ("responder", "cover", "escalate_to")


class PolicyForm(FwForm):
    """All of the policy. Nothing is needed: without a responder and hours risk is asked in the room only."""

    responder = forms.ModelChoiceField(label=_("Who looks"), queryset=User.objects.none(), required=False)
    reply_hours = forms.IntegerField(
        label=_("Within how many working hours"),
        required=False,
        min_value=1,
        max_value=80,
        help_text=_("People are told the day and the hour that follow from this."),
    )
    days = forms.MultipleChoiceField(label=_("On which days"), choices=DAYS, widget=ChipBoxes)
    opens = forms.TimeField(label=_("From"), widget=TimeOfDayInput())
    closes = forms.TimeField(label=_("Until"), widget=TimeOfDayInput())
    cover = forms.ModelChoiceField(
        label=_("Who covers"),
        queryset=User.objects.none(),
        required=False,
        help_text=_("While the other is away, and first when nobody has looked in time."),
    )
    away_from = forms.DateField(label=_("Away from"), required=False, widget=DayInput())
    away_until = forms.DateField(label=_("Last day away"), required=False, widget=DayInput())
    escalate_to = forms.ModelChoiceField(
        label=_("Who is told after that"), queryset=User.objects.none(), required=False
    )
    country = forms.ChoiceField(
        label=_("Country of the numbers shown"),
        required=False,
        help_text=_("Where a client’s file names a country, that one."),
    )
    use = forms.ChoiceField(
        label=_("What measures are used for"),
        choices=Policy.Use.choices,
        widget=CardRadios,
        help_text=_("Licences of measures allow some uses and not others."),
    )

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Membership.objects.filter(school=school, until=None).exclude(role__in=("client", "student"))
        people = User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("name", "pk")
        for name in PEOPLE:
            self.fields[name].queryset = people  # type: ignore[attr-defined]
            self.fields[name].empty_label = _("Nobody")  # type: ignore[attr-defined]
        known = [(region.code, region.name) for region in regions()]
        self.fields["country"].choices = [("", _("That of the school")), *known]  # type: ignore[attr-defined]

    @property
    def given(self) -> dict[str, Any]:
        """As `actions.set_policy` takes it."""
        return self.cleaned_data | {"days": "".join(self.cleaned_data["days"])}


def initial_of(policy: Policy | None) -> dict[str, Any]:
    if policy is None:
        return {"days": list("12345"), "opens": "09:00", "closes": "17:00", "use": Policy.Use.CLINICAL}
    names = ("reply_hours", "opens", "closes", "away_from", "away_until", "country", "use", *PEOPLE)
    return {name: getattr(policy, name) for name in names} | {"days": list(policy.days)}
