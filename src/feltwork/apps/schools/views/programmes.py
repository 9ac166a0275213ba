"""Programmes, levels and modules."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.schools import actions, queries
from feltwork.apps.schools.forms.programmes import (
    LevelForm,
    ModuleForm,
    NewLevelForm,
    NewModuleForm,
    NewProgrammeForm,
    ProgrammeForm,
    module_words,
)
from feltwork.apps.schools.models import Level, Module, Programme
from feltwork.apps.schools.views.going import go
from feltwork.apps.ui.acts import done


@access("registrar", "admin", methods=("GET",))
def programmes(request: Request) -> HttpResponse:
    return render(request, "schools/programmes.html", {"rows": queries.programme_rows(request.school)})


@access("registrar", "admin")
def programme_new(request: Request) -> HttpResponse:
    form = NewProgrammeForm(request.POST or None)
    made = done(form, actions.create_programme, school=request.school, by=request.user, at=timezone.now())
    if made:
        words = _("%(name)s is there. Next come its levels and its rules.") % {"name": made.name}
        return go(request, "programme-edit", uuid=made.uuid, words=words)
    return render(request, "schools/programme_form.html", {"form": form})


@access("registrar", "admin")
def programme_edit(request: Request, uuid: UUID) -> HttpResponse:
    """How a programme is described, and its levels and modules."""
    programme = get_object_or_404(Programme, uuid=uuid)
    words = {
        word: getattr(programme, word)
        for word in ("name", "certificate_title", "about", "certificate_months", "is_open")
    }
    form = ProgrammeForm(request.POST or None, initial=words)
    if done(form, actions.update_programme, programme=programme, by=request.user, at=timezone.now()):
        return go(request, "programme-edit", uuid=uuid, words=_("Kept."))
    facts = {"form": form, "programme": programme, "levels": queries.levels_of(programme)}
    return render(request, "schools/programme_form.html", facts)


@access("registrar", "admin")
def level_new(request: Request, uuid: UUID) -> HttpResponse:
    programme = get_object_or_404(Programme, uuid=uuid)
    form = NewLevelForm(request.POST or None)
    if done(form, actions.add_level, programme=programme, by=request.user, at=timezone.now()):
        return go(request, "programme-edit", uuid=uuid, words=_("The level is added."))
    return render(request, "schools/part_form.html", {"form": form, "programme": programme, "part": "level"})


@access("registrar", "admin")
def level_edit(request: Request, uuid: UUID) -> HttpResponse:
    level = _level(uuid)
    form = LevelForm(request.POST or None, initial={"name": level.name})
    if done(form, actions.rename_level, level=level, by=request.user, at=timezone.now()):
        return go(request, "programme-edit", uuid=level.programme.uuid, words=_("Kept."))
    facts = {"form": form, "programme": level.programme, "part": "level", "thing": level}
    return render(request, "schools/part_form.html", facts)


@access("registrar", "admin", methods=("POST",))
def level_remove(request: Request, uuid: UUID) -> HttpResponse:
    level = _level(uuid)
    try:
        actions.remove_level(level=level, by=request.user, at=timezone.now())
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return go(request, "programme-edit", uuid=level.programme.uuid)
    return go(request, "programme-edit", uuid=level.programme.uuid, words=_("The level is removed."))


@access("registrar", "admin")
def module_new(request: Request, uuid: UUID) -> HttpResponse:
    level = _level(uuid)
    form = NewModuleForm(request.POST or None)
    if done(form, actions.add_module, level=level, by=request.user, at=timezone.now()):
        return go(request, "programme-edit", uuid=level.programme.uuid, words=_("The module is added."))
    facts = {"form": form, "programme": level.programme, "part": "module", "level": level}
    return render(request, "schools/part_form.html", facts)


@access("registrar", "admin")
def module_edit(request: Request, uuid: UUID) -> HttpResponse:
    module = _module(uuid)
    form = ModuleForm(request.POST or None, initial=module_words(module))
    if done(form, actions.update_module, module=module, by=request.user, at=timezone.now()):
        return go(request, "programme-edit", uuid=module.level.programme.uuid, words=_("Kept."))
    facts = {"form": form, "programme": module.level.programme, "part": "module", "thing": module}
    return render(request, "schools/part_form.html", {**facts, "level": module.level})


@access("registrar", "admin", methods=("POST",))
def module_remove(request: Request, uuid: UUID) -> HttpResponse:
    module = _module(uuid)
    back = module.level.programme.uuid
    try:
        actions.remove_module(module=module, by=request.user, at=timezone.now())
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return go(request, "programme-edit", uuid=back)
    return go(request, "programme-edit", uuid=back, words=_("The module is removed."))


def _level(uuid: UUID) -> Level:
    return get_object_or_404(Level.objects.select_related("programme"), uuid=uuid)


def _module(uuid: UUID) -> Module:
    return get_object_or_404(Module.objects.select_related("level__programme"), uuid=uuid)
