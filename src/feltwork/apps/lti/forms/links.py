"""Links: of which tool, where, and when a result counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feltwork.apps.learning.models import Course, Lesson
from feltwork.apps.lti.forms.fields import ParametersField, parameter_lines
from feltwork.apps.lti.models import ResourceLink, Tool
from feltwork.apps.lti.queries.links import course_title
from feltwork.apps.lti.wire import WireError
from feltwork.apps.lti.wire.reading import https, origin
from feltwork.apps.schools.models import Cohort
from feltwork.apps.ui.forms import FwForm

EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a link goes; all empty: to everybody in training."""

    course: Course | None = None
    lesson: Lesson | None = None
    cohort: Cohort | None = None


class PlaceField(forms.ChoiceField):
    """Courses, lessons and cohorts of the school, as one choice; cleans to a `Place`."""

    def __init__(self, *, with_lessons: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._with_lessons = with_lessons
        self._places: dict[str, Place] = {}

    def fill(self) -> None:
        """Read them; inside the school's scope."""
        groups = [
            (_("Courses"), list(self._courses())),
            (_("Lessons"), list(self._lessons()) if self._with_lessons else []),
            (_("Cohorts"), list(self._cohorts())),
        ]
        self._places = {EVERYBODY: Place()} | {key: place for _l, rows in groups for key, place, _label in rows}
        choices: list[Any] = [("", _("Please choose")), (EVERYBODY, _("Everybody in training, by itself"))]
        self.choices = choices + [(name, [(key, label) for key, _p, label in rows]) for name, rows in groups if rows]

    def clean(self, value: Any) -> Place | None:
        return self._places.get(super().clean(value))

    def _courses(self) -> Iterator[tuple[str, Place, str]]:
        for course in Course.objects.exclude(state=Course.State.CLOSED):
            yield f"course:{course.uuid}", Place(course=course), course_title(course)

    def _lessons(self) -> Iterator[tuple[str, Place, str]]:
        rows = Lesson.objects.filter(retired_at=None).exclude(course__state=Course.State.CLOSED)
        for lesson in rows.select_related("course", "published").order_by("course__position", "course", "position"):
            label = f"{course_title(lesson.course)} – {lesson_title(lesson)}"
            yield f"lesson:{lesson.uuid}", Place(course=lesson.course, lesson=lesson), label

    def _cohorts(self) -> Iterator[tuple[str, Place, str]]:
        for cohort in Cohort.objects.order_by("-starts_on", "name"):
            yield f"cohort:{cohort.uuid}", Place(cohort=cohort), cohort.name


def lesson_title(lesson: Lesson) -> str:
    """As published, in the course's own language; the short name before that."""
    texts: dict[str, dict[str, Any]] = lesson.published.texts if lesson.published else {}
    text = texts.get(lesson.course.language) or next(iter(texts.values()), {})
    return str(text.get("title") or lesson.code)


class LinkForm(FwForm):
    """`cleaned_data` is what `actions.change_link` takes."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    text = forms.CharField(
        label=gettext_lazy("A few words about it"), max_length=2000, required=False, widget=forms.Textarea
    )
    url = forms.CharField(
        label=gettext_lazy("Address of the thing in the tool"),
        help_text=gettext_lazy("Empty: what the tool opens by itself."),
        max_length=500,
        required=False,
    )
    custom = ParametersField(
        label=gettext_lazy("Custom parameters"),
        help_text=gettext_lazy("One on a line, as in name=value. A Moodle wants id=… here."),
        max_length=20_000,
        required=False,
    )
    completes = forms.BooleanField(
        label=gettext_lazy("A final result completes the lesson, or the course"),
        help_text=gettext_lazy("Only for links in a course. What the course proves is then proved by the result."),
        required=False,
    )
    pass_percent = forms.IntegerField(
        label=gettext_lazy("At least so many percent of the points"),
        help_text=gettext_lazy("Empty: any final result."),
        min_value=0,
        max_value=100,
        required=False,
    )

    def __init__(self, *args: Any, link: ResourceLink, **kwargs: Any) -> None:
        names = ("title", "text", "url", "completes", "pass_percent")
        initial = {name: getattr(link, name) for name in names} | {"custom": parameter_lines(link.custom)}
        super().__init__(*args, initial=initial, **kwargs)
        self._tool = link.tool

    def clean(self) -> dict[str, Any]:
        given = dict(super().clean() or {})
        percent = given.pop("pass_percent", None)
        given["pass_share"] = None if percent is None else Fraction(percent, 100)
        _look_at_url(self, given, self._tool)
        return given


class NewLinkForm(FwForm):
    """`cleaned_data` is what `actions.put_link` takes, and `place`."""

    tool: forms.ModelChoiceField[Tool] = forms.ModelChoiceField(
        label=gettext_lazy("Tool"), queryset=Tool.objects.none(), empty_label=None
    )
    place = PlaceField(label=gettext_lazy("Where"), with_lessons=True)
    title = LinkForm.base_fields["title"]
    text = LinkForm.base_fields["text"]
    url = LinkForm.base_fields["url"]
    custom = LinkForm.base_fields["custom"]
    completes = LinkForm.base_fields["completes"]
    pass_percent = LinkForm.base_fields["pass_percent"]

    def __init__(self, *args: Any, school: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _fill(self, Tool.objects.filter(school=school, state=Tool.State.ON))

    def clean(self) -> dict[str, Any]:
        given = dict(super().clean() or {})
        percent = given.pop("pass_percent", None)
        given["pass_share"] = None if percent is None else Fraction(percent, 100)
        if given.get("tool"):
            _look_at_url(self, given, given["tool"])
        return given


class PickForm(FwForm):
    """To which tool one goes to choose, and where it shall be put."""

    tool: forms.ModelChoiceField[Tool] = forms.ModelChoiceField(
        label=gettext_lazy("Tool"), queryset=Tool.objects.none(), empty_label=None
    )
    place = PlaceField(label=gettext_lazy("Where"), with_lessons=False)

    def __init__(self, *args: Any, school: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _fill(self, Tool.objects.filter(school=school, state=Tool.State.ON, picks=True))

    def tools(self) -> QuerySet[Tool]:
        """Those that can be chosen."""
        found: QuerySet[Tool] = self.fields["tool"].queryset  # type: ignore[attr-defined]  # a ModelChoiceField
        return found


def _fill(form: forms.Form, tools: QuerySet[Tool]) -> None:
    form.fields["tool"].queryset = tools  # type: ignore[attr-defined]  # a ModelChoiceField
    place = form.fields["place"]
    assert isinstance(place, PlaceField)  # noqa: S101
    place.fill()


def _look_at_url(form: forms.Form, given: dict[str, Any], tool: Tool) -> None:
    """An address of the tool's own, for the message goes nowhere else."""
    if not given.get("url"):
        return
    try:
        if origin(https(given["url"], "url")) in tool.origins:
            return
    except WireError:
        pass
    form.add_error("url", ValidationError(_("This has to be an address of the tool itself, with https."), code="url"))
