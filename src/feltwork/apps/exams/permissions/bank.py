"""Who keeps the bank. Whoever could be asked its questions never sees them here, whatever else they are."""

from __future__ import annotations

from django.db.models import QuerySet

from feltwork.apps.accounts.models import Role, User
from feltwork.apps.exams.models import Blueprint, Examination, Figure, Item, ItemVersion

KEEPERS = (Role.FACULTY.value, Role.REGISTRAR.value, Role.ADMIN.value)
DECIDERS = (Role.CREDENTIALING.value, Role.ADMIN.value)


def can_keep_bank(roles: frozenset[str]) -> bool:
    """Write, review, import and take out questions; blueprints, examinations, figures, statistics."""
    return bool(roles & set(KEEPERS)) and Role.STUDENT not in roles


def can_open_examinations(roles: frozenset[str]) -> bool:
    """Open and close an examination, and set its cut."""
    return bool(roles & set(DECIDERS)) and Role.STUDENT not in roles


def can_review(user: User, version: ItemVersion) -> bool:
    """Somebody other than those who wrote what is to be read, once each."""
    return user.pk not in authors_of(version) and not version.reviews.filter(by=user).exists()


def authors_of(version: ItemVersion) -> set[int]:
    """Who wrote *version*, or a draft that led to it since the item was last in use."""
    authors = {version.written_by_id}
    earlier = ItemVersion.objects.filter(item=version.item_id, number__lt=version.number).order_by("-number")
    for author, live_at in earlier.values_list("written_by", "live_at"):
        if live_at is not None:
            break
        authors.add(author)
    return authors


def visible_items(roles: frozenset[str]) -> QuerySet[Item]:
    return Item.objects.all() if can_keep_bank(roles) else Item.objects.none()


def visible_blueprints(roles: frozenset[str]) -> QuerySet[Blueprint]:
    return Blueprint.objects.all() if can_keep_bank(roles) else Blueprint.objects.none()


def visible_examinations(roles: frozenset[str]) -> QuerySet[Examination]:
    """For those who keep or decide; candidates have pages of their own."""
    seen = can_keep_bank(roles) or can_open_examinations(roles)
    return Examination.objects.select_related("programme", "blueprint") if seen else Examination.objects.none()


def visible_figures(roles: frozenset[str]) -> QuerySet[Figure]:
    return Figure.objects.all() if can_keep_bank(roles) else Figure.objects.none()
