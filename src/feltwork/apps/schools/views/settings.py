"""The school as people meet it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.schools import actions
from feltwork.apps.schools.forms.programmes import SchoolForm
from feltwork.apps.schools.models import School
from feltwork.apps.schools.views.going import go
from feltwork.apps.ui.acts import done


@access("admin")
def settings(request: Request) -> HttpResponse:
    # a row of its own: a form that fails must not leave its words on the school that the page shows
    form = SchoolForm(request.POST or None, instance=School.objects.get(pk=request.school.pk))
    if done(form, actions.update_school, school=request.school, by=request.user, at=timezone.now()):
        return go(request, "settings", words=_("Kept."))
    return render(request, "schools/settings.html", {"form": form})
