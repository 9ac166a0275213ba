"""Searching one client's file. What is looked for is sent as a form, so that it stands in no address and no log."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.practice.forms.words import KIND_NAMES
from feltwork.apps.practice.queries.search import MOST, find
from feltwork.apps.practice.views.door import file_or_404, practice_page
from feltwork.apps.ui.forms import FwForm

NAMES = {**KIND_NAMES, "addendum": _("Addition")}


class SearchForm(FwForm):
    words = forms.CharField(
        label=_("Words to look for"),
        max_length=200,
        widget=forms.TextInput({"spellcheck": "false", "autocomplete": "off", "type": "search"}),
    )


@access("practitioner")
@practice_page
def search(request: Request, uuid: UUID) -> HttpResponse:
    """The records and the file, without anybody's private notes."""
    file = file_or_404(request, uuid, "search")
    form = SearchForm(request.POST or None)
    context = {"file": file, "form": form, "most": MOST}
    if request.method == "POST" and form.is_valid():
        context["found"] = [(NAMES.get(one.kind, one.kind), one) for one in find(file, form.cleaned_data["words"])]
    return render(request, "practice/records/search.html", context)
