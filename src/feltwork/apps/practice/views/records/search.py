"""Searching one client's file, or all of one's own. What is looked for is sent as a form, and stands nowhere else."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.practice.actions.searching import AT_ONCE, search_own
from feltwork.apps.practice.forms.words import KIND_NAMES
from feltwork.apps.practice.queries.search import MOST, find
from feltwork.apps.practice.views.door import file_or_404, practice_page
from feltwork.apps.ui.forms import FwForm
from feltwork.core.practice import called

LEAST_LETTERS = 3
NAMES = {**KIND_NAMES, "addendum": _("Addition")}


class SearchForm(FwForm):
    words = forms.CharField(
        label=_("Words to look for"),
        max_length=200,
        widget=forms.TextInput({"spellcheck": "false", "autocomplete": "off", "type": "search"}),
    )


class AllForm(SearchForm):
    """The same over all files: one letter would find everything."""

    start = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        if len("".join(words.split())) < LEAST_LETTERS:
            raise forms.ValidationError(_("Please write at least three letters."))
        return words


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


@access("practitioner")
@practice_page
def search_all(request: Request) -> HttpResponse:
    """All of one's own files, so many at a time; the next ones are asked for by a button."""
    form = AllForm(request.POST or None, initial={"start": 0})
    context = {"form": form, "most": MOST, "at_once": AT_ONCE}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        swept = search_own(
            user=request.user, roles=request.roles, asked=given["words"], at=timezone.now(), start=given["start"] or 0
        )
        by_file = [
            (file, called(file.identity), [(NAMES.get(one.kind, one.kind), one) for one in found])
            for file, found in swept.found
        ]
        context |= {"swept": swept, "by_file": by_file, "words": given["words"]}
    return render(request, "practice/records/search_all.html", context, status=422 if form.errors else 200)
