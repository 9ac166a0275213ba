"""Editions of the rules: what is published, and publishing the next one."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.schools import actions, queries
from feltwork.apps.schools.forms.editions import EditionForm
from feltwork.apps.schools.models import Programme, RuleEdition
from feltwork.apps.schools.permissions import can_publish
from feltwork.apps.schools.views.going import go
from feltwork.apps.ui.acts import done


@access("registrar", "admin", "credentialing", methods=("GET",))
def editions(request: Request) -> HttpResponse:
    facts = {"rows": queries.edition_rows(request.school), "programmes": Programme.objects.order_by("name", "pk")}
    return render(request, "schools/editions.html", facts)


@access("registrar", "admin")
def edition_new(request: Request, uuid: UUID) -> HttpResponse:
    """Hand in a text and see what it says, where it is wrong, and which cohorts it is for. Nothing is kept yet."""
    programme = get_object_or_404(Programme, uuid=uuid)
    latest = RuleEdition.objects.filter(programme=programme).first()
    start = {"text": latest.text} if latest else {}
    form = EditionForm(request.POST or None, request.FILES or None, initial=start)
    checked = done(form, _check, programme=programme)
    return _page(request, programme, form, checked)


@access("admin", methods=("POST",), step_up=True)
def edition_publish(request: Request, uuid: UUID) -> HttpResponse:
    """Publish what was checked."""
    programme = get_object_or_404(Programme, uuid=uuid)
    form = EditionForm(request.POST)
    made = done(form, actions.publish_edition, programme=programme, by=request.user, at=timezone.now())
    if made:
        words = _("%(code)s is published. It cannot be changed any more.") % {"code": made.code}
        return go(request, "editions", words=words)
    return _page(request, programme, form, None)


def _check(*, programme: Programme, code: str, text: str, bases: dict[str, str], valid_from: date) -> dict[str, Any]:
    rules = actions.check_rules(text, code=code, bases=bases)
    today = queries.date_at(programme.school, timezone.now())
    cohorts = queries.cohorts_for_edition(programme, valid_from, today=today)
    given = {"code": code, "text": text, "valid_from": valid_from}
    return {"rules": rules, "cohorts": cohorts, "form": EditionForm(initial=given), "bases": list(bases)}


def _page(request: Request, programme: Programme, form: EditionForm, checked: Any) -> HttpResponse:
    lines = sorted({error.params["line"] for error in form.errors.as_data().get("text", []) if error.params})
    wrong = [(number, words) for number, words in enumerate(form.rule_text.splitlines(), start=1) if number in lines]
    facts = {"programme": programme, "form": form, "checked": checked, "wrong": wrong}
    return render(request, "schools/edition_form.html", {**facts, "can_publish": can_publish(request.roles)})
