"""A clinician's own pages: write it in steps, look at it, publish it, hide it, say that it is still right."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.directory import actions, queries
from feltwork.apps.directory.forms.desk import STEPS, LicenceForm, PhotoForm
from feltwork.apps.directory.forms.public import RoomForm
from feltwork.apps.directory.models import Licence, Profile
from feltwork.apps.directory.permissions import may_have_page, own_profiles
from feltwork.apps.directory.photos import redraw
from feltwork.apps.directory.queries.own import claims_of, days_of, gates_of, missing_of, own_profile
from feltwork.apps.directory.views.profiles import page_context, picture
from feltwork.apps.schools.queries import date_at
from feltwork.core.directory.professions import needs_licence


@access("signed_in")
def mine(request: Request) -> HttpResponse:
    """The desk: what is public, what is missing, how fresh it is. POST begins a page."""
    if not may_have_page(request.user, request.roles):
        raise Http404
    known = own_profile(request.user)
    if known is not None and known.school_id != request.school.pk:
        return redirect("directory-desk:mine", school=known.school.slug)
    if request.method == "POST" and known is None:
        actions.create_profile(school=request.school, by=request.user, at=timezone.now())
        return redirect("directory-desk:edit", school=request.school.slug, step="who")
    if known is None:
        return render(request, "directory/desk/begin.html", {"policy": queries.policy_of(request.school)})
    return render(request, "directory/desk/mine.html", _desk(request, known))


@access("signed_in")
def edit(request: Request, step: str) -> HttpResponse:
    """One step. Nothing typed is lost: what cannot stand comes back with the reason beside it."""
    profile = own(request)
    if step not in STEPS:
        raise Http404
    form = STEPS[step](request.POST or None, profile=profile)
    seen = request.POST.get("seen", "")
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_profile(
                profile=profile, fields=form.changes(), seen=int(seen) if seen.isdecimal() else None, by=request.user,
                at=timezone.now(),
            )  # fmt: skip
        except ValidationError as wrong:
            put_errors(form, wrong)
        else:
            messages.success(request, _("Kept."))
            return _onwards(request, step)
    context = {"profile": profile, "form": form, "step": step, "steps": _steps(profile)}
    return render(request, f"directory/desk/step_{step}.html", context)


@access("signed_in")
def photo(request: Request) -> HttpResponse:
    """Choose a photo and say what it shows."""
    profile = own(request)
    initial = {"photo_alt": profile.photo_alt}
    form = PhotoForm(request.POST or None, request.FILES or None, has_photo=bool(profile.photo), initial=initial)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["photo"]
        try:
            content = redraw(file) if file else None
            actions.set_photo(
                profile=profile, content=content, alt=form.cleaned_data["photo_alt"], by=request.user, at=timezone.now()
            )
        except ValidationError as wrong:
            put_errors(form, wrong, otherwise="photo")
        else:
            messages.success(request, _("Kept."))
            return redirect("directory-desk:mine", school=request.school.slug)
    return render(request, "directory/desk/photo.html", {"profile": profile, "form": form})


@access("signed_in", methods=("GET",))
def photo_file(request: Request) -> HttpResponse:
    """One's own photo, published or not."""
    profile = own(request)
    if not profile.photo:
        raise Http404
    return picture(profile)


@access("signed_in", methods=("POST",))
def photo_remove(request: Request) -> HttpResponse:
    """Take it away, and destroy the file."""
    actions.remove_photo(profile=own(request), by=request.user, at=timezone.now())
    messages.success(request, _("The photo is gone."))
    return redirect("directory-desk:mine", school=request.school.slug)


@access("signed_in", methods=("GET",))
def preview(request: Request) -> HttpResponse:
    """The page as everybody would see it; nobody else can open this address."""
    profile = own(request)
    context = page_context(request, profile) | {"is_preview": True}
    context["photo_url"] = _url(request, "photo-file")
    return render(request, "directory/profile.html", context)


@access("signed_in")
def publish(request: Request) -> HttpResponse:
    """Make it public, in so many words."""
    profile = own(request)
    if request.method == "POST":
        if not request.POST.get("sure"):
            messages.error(request, _("Please tick the box if you would like everybody to see your page."))
            return redirect("directory-desk:publish", school=request.school.slug)
        try:
            actions.publish(profile=profile, by=request.user, at=timezone.now())
        except ValidationError as wrong:
            messages.error(request, " ".join(wrong.messages))
            return redirect("directory-desk:mine", school=request.school.slug)
        messages.success(request, _("Your page is published. It shows as soon as everything below is met."))
        return redirect("directory-desk:mine", school=request.school.slug)
    return render(request, "directory/desk/publish.html", _desk(request, profile))


@access("signed_in", methods=("POST",))
def hide(request: Request) -> HttpResponse:
    """One click, at once."""
    actions.hide(profile=own(request), by=request.user, at=timezone.now())
    messages.success(request, _("Your page is hidden. Nothing that you wrote is lost."))
    return redirect("directory-desk:mine", school=request.school.slug)


@access("signed_in", methods=("POST",))
def confirm(request: Request) -> HttpResponse:
    """Still right."""
    profile = own(request)
    form = RoomForm(request.POST)
    if not form.is_valid():
        return render(request, "directory/desk/mine.html", _desk(request, profile) | {"room": form})
    actions.confirm(profile=profile, by=request.user, at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("Thank you. Your page says today’s date."))
    return redirect("directory-desk:mine", school=request.school.slug)


@access("signed_in")
def licence(request: Request) -> HttpResponse:
    """Say where one's licence stands; read what was found there."""
    profile = own(request)
    known = Licence.objects.filter(profile=profile, profession=profile.profession).first()
    initial = (
        {name: getattr(known, name) for name in LicenceForm.base_fields} if known else {"country": profile.country}
    )
    form = LicenceForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.claim_licence(profile=profile, fields=form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("Kept. A person at the school looks it up, and you are told."))
        return redirect("directory-desk:mine", school=request.school.slug)
    checks = known.checks.order_by("-at", "-pk") if known else []
    context = {"profile": profile, "form": form, "licence": known, "checks": checks}
    return render(request, "directory/desk/licence.html", context)


def own(request: Request) -> Profile:
    """One's own profile in this school, else 404."""
    profile = own_profiles(request.user).first()
    if profile is None:
        raise Http404
    return profile


def put_errors(form: Any, wrong: ValidationError, *, otherwise: str | None = None) -> None:
    """What an action refused, beside the fields it is about."""
    rows = wrong.message_dict.items() if hasattr(wrong, "error_dict") else [(otherwise, wrong.messages)]
    for field, errors in rows:
        form.add_error(field if field in form.fields else otherwise, errors)


def _desk(request: Request, profile: Profile) -> dict[str, Any]:
    now = timezone.now()
    policy, today = queries.policy_of(profile.school), date_at(profile.school, now)
    gates = gates_of(profile, now)
    return {
        "profile": profile,
        "policy": policy,
        "days": days_of(profile, policy, today),
        "gates": gates,
        "is_shown": all(gate.is_open for gate in gates),
        "missing": missing_of(profile),
        "claims": claims_of(profile),
        "steps": _steps(profile),
        "needs_licence": needs_licence(profile.profession),
        "room": RoomForm(initial={"room": profile.room, "waiting_weeks": profile.waiting_weeks}),
        "figures": queries.figures_of(profile, now),
        "photo_url": _url(request, "photo-file"),
    }


def _steps(profile: Profile) -> list[dict[str, Any]]:
    """The steps with their titles, and whether something is missing in each."""
    lacking = {step for step, _field in missing_of(profile)}
    return [{"code": code, "title": form.title, "is_done": code not in lacking} for code, form in STEPS.items()]


def _onwards(request: Request, step: str) -> HttpResponse:
    if "onwards" in request.POST:
        codes = list(STEPS)
        after = codes[codes.index(step) + 1 :]
        if after:
            return redirect("directory-desk:edit", school=request.school.slug, step=after[0])
    return redirect("directory-desk:mine", school=request.school.slug)


def _url(request: Request, name: str) -> str:
    return reverse(f"directory-desk:{name}", kwargs={"school": request.school.slug})
