"""What somebody does with their own profile, and what the school may do with it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.directory import notices
from feltwork.apps.directory.actions.checking import refuse_wrong
from feltwork.apps.directory.actions.confirming import confirm_now
from feltwork.apps.directory.actions.following import follow
from feltwork.apps.directory.actions.licences import look_up_anew
from feltwork.apps.directory.models import Barred, Confirmation, Profile
from feltwork.apps.directory.queries.own import claims_of, missing_of, own_profile
from feltwork.apps.schools.models import School

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is read as something else
CHANCE = 6  # letters: some 800 million, so that nobody goes through them
State = Profile.State


@transaction.atomic
def create_profile(*, school: School, by: User, at: datetime) -> Profile:
    """A draft for *by*, seen by nobody; the one they have, where there is one.

    Whoever erased a page that the school had hidden needs the school's word to publish another (`release`).
    """
    known = own_profile(by)
    if known is not None:
        return known
    draft = Profile(school=school, owner=by, name=by.name, country=school.country, changed_at=at)
    if Barred.objects.filter(school=school, user=by).exists():
        draft.hidden_why = Profile.Why.STAFF
    row = _save_with_slug(draft)
    record("directory.create_profile", by=by, at=at, subject=row)
    return row


@transaction.atomic
def change_profile(
    *, profile: Profile, fields: Mapping[str, Any], seen: int | None = None, by: User, at: datetime
) -> Profile:
    """Set *fields*. *seen*: the version on the page it was changed from. ValidationError by field for what is wrong.

    A profession without touch sets touch back. A change of room is a confirmation, too. With another name a licence
    has to be looked up anew: what was found was found in the name before.
    """
    row = Profile.objects.select_for_update().get(pk=profile.pk)
    if seen is not None and seen != row.version:
        raise ValidationError(_("This was changed meanwhile, perhaps in another window. Please look again."), "changed")
    changed = sorted(name for name, value in fields.items() if getattr(row, name) != value)
    for name in changed:
        setattr(row, name, fields[name])
    refuse_wrong(row, changed)
    _refuse_incomplete(row)
    _save(row, at)
    if row.state == State.LISTED and "room" in fields:
        confirm_now(row, how=Confirmation.How.EDIT, by=by, at=at)
    if "name" in changed:
        look_up_anew(row, at)
    if changed:
        record("directory.change_profile", by=by, at=at, subject=row, facts={"fields": changed})
    follow(row, at)
    return row


@transaction.atomic
def publish(*, profile: Profile, by: User, at: datetime) -> Profile:
    """Make it public, as its owner asks in so many words. ValidationError while something is missing or is a claim."""
    row = Profile.objects.select_for_update().get(pk=profile.pk)
    if row.hidden_why == Profile.Why.STAFF:
        raise ValidationError(_("The school has hidden this page. Please talk to them first."), code="staff")
    if missing_of(row) or claims_of(row):
        raise ValidationError(_("Something is missing yet, or cannot stay as it is."), code="incomplete")
    if row.listed_at is None:
        row = _save_with_slug(row)  # the name may have changed since the draft was made
    row.state, row.hidden_why, row.hidden_words = State.LISTED, "", ""
    row.listed_at = at
    _save(row, at)
    confirm_now(row, how=Confirmation.How.PUBLISHED, by=by, at=at)
    record("directory.publish", by=by, at=at, subject=row)
    follow(row, at)
    return row


@transaction.atomic
def hide(*, profile: Profile, by: User, at: datetime) -> Profile:
    """Take it away from everybody, at once; nothing that was written is lost."""
    row = Profile.objects.select_for_update().get(pk=profile.pk)
    if row.state == State.LISTED:
        row.state, row.hidden_why = State.HIDDEN, Profile.Why.OWN
        _save(row, at)
        record("directory.hide", by=by, at=at, subject=row)
        follow(row, at)
    return row


@transaction.atomic
def hide_by_staff(*, profile: Profile, words: str, by: User, at: datetime) -> Profile:
    """Hide somebody's profile and say why to them; only staff can let it be published again."""
    row = Profile.objects.select_for_update().get(pk=profile.pk)
    row.state, row.hidden_why, row.hidden_words = State.HIDDEN, Profile.Why.STAFF, words
    _save(row, at)
    record("directory.hide_by_staff", by=by, at=at, subject=row)
    follow(row, at)
    transaction.on_commit(partial(notices.tell_hidden, row, at))
    return row


@transaction.atomic
def release(*, profile: Profile, by: User, at: datetime) -> Profile:
    """Let its owner publish it again; it stays hidden until they do."""
    row = Profile.objects.select_for_update().get(pk=profile.pk)
    if row.hidden_why == Profile.Why.STAFF:
        row.hidden_why, row.hidden_words = Profile.Why.OWN, ""
        Barred.objects.filter(user=row.owner).delete()
        _save(row, at)
        record("directory.release", by=by, at=at, subject=row)
    return row


@transaction.atomic
def set_photo(*, profile: Profile, content: ContentFile[bytes] | None, alt: str, by: User, at: datetime) -> Profile:
    """Keep a photo (from `photos.redraw`) or, with *content* None, only say anew what it shows."""
    row = Profile.objects.select_for_update().get(pk=profile.pk)
    row.photo_alt = alt.strip()
    refuse_wrong(row, ["photo_alt"])
    if content is not None:
        _forget_file(row)
        row.photo.save(f"{secrets.token_hex(16)}.jpg", content, save=False)
    if row.photo and not row.photo_alt:
        raise ValidationError({"photo_alt": _("Please say what the photo shows, for people who cannot see it.")})
    _save(row, at)
    record("directory.set_photo", by=by, at=at, subject=row)
    return row


@transaction.atomic
def remove_photo(*, profile: Profile, by: User, at: datetime) -> Profile:
    """Take the photo away, and destroy its file."""
    row = Profile.objects.select_for_update().get(pk=profile.pk)
    if row.photo:
        _forget_file(row)
        row.photo, row.photo_alt = "", ""
        _save(row, at)
        record("directory.remove_photo", by=by, at=at, subject=row)
    return row


def _forget_file(row: Profile) -> None:
    if row.photo:
        transaction.on_commit(partial(row.photo.storage.delete, str(row.photo.name)))


def _refuse_incomplete(row: Profile) -> None:
    if row.state == State.LISTED and (missing := missing_of(row)):
        words = _("Please fill this in, or hide your page first.")
        raise ValidationError({field: words for _step, field in missing})


def _save(row: Profile, at: datetime) -> None:
    row.version += 1
    row.changed_at = at
    row.save()


def _save_with_slug(row: Profile) -> Profile:
    """Save under an address that ends by chance; a clash takes another chance."""
    begin = slugify(row.name)[:50] or "profile"
    for _try in range(5):
        row.slug = f"{begin}-{''.join(secrets.choice(LETTERS) for _letter in range(CHANCE))}"
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            if own_profile(row.owner) not in (None, row):
                raise  # made in another window just now: not the address was in the way
            continue
        return row
    raise IntegrityError("no free address was found")
