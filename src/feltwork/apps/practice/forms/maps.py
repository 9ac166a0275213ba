"""A mark as a plain form sends it: the same fields as the item, nothing needed but one answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from feltwork.apps.practice.forms.words import problem
from feltwork.core.practice import ItemError, check
from feltwork.core.practice import figure as figure_of

TEXTS = ("family", "word", "own_word", "depth", "direction", "answer")


class MarkData:
    """`body` is what to keep; `error` a sentence, or "". *before*: the body that is changed; what the form does not
    ask, such as the time, stays."""

    def __init__(self, data: QueryDict, *, figure: str, before: Mapping[str, Any] | None = None) -> None:
        self.error = ""
        places = figure_of(figure).places
        body = _body(data)
        if "regions" in body:
            body["regions"] = [one for one in body["regions"] if one["region"] in places]
        kept = {name: value for name, value in (before or {}).items() if name in {"at", "order", "template"}}
        self.body: dict[str, Any] = body
        if not any(body.values()):
            self.error = _("Nothing was chosen. Choose a place, a word or an answer, and send it again.")
            return
        try:
            self.body = check("mark", {"template": figure, **kept, **body})
        except ItemError as wrong:
            self.error = problem(wrong)


def _body(data: QueryDict) -> dict[str, Any]:
    body: dict[str, Any] = {name: data.get(name, "").strip() for name in TEXTS}
    body["regions"] = [{"region": one} for one in data.getlist("regions")]
    body["qualifiers"] = data.getlist("qualifiers")
    intensity = data.get("intensity", "")
    if intensity.isdecimal():
        body["intensity"] = int(intensity)
    return {name: value for name, value in body.items() if value not in ("", [])}
