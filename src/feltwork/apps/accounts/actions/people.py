"""Finding or making a person."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from feltwork.apps.accounts.models import User


def person_for(*, email: str, name: str = "") -> User:
    """The person with this mail address; an account without password is made where there is none.

    The address counts as verified only once its owner has used a one-time link. *name* fills an empty name, it never
    replaces one.
    """
    address = email.strip().lower()
    found = User.objects.filter(email__iexact=address).first()
    if found is None:
        found = _make(address, name)
    if name and not found.name:
        found.name = name
        found.save(update_fields=["name"])
    return found


def _make(address: str, name: str) -> User:
    try:
        with transaction.atomic():
            return User.objects.create_user(address, name=name)
    except IntegrityError:  # made by somebody else in the same moment
        return User.objects.get(email__iexact=address)
