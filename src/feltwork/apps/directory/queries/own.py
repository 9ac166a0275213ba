"""What somebody reads of their own profile: what is missing, which gates are open, how fresh it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from django_scopes import scopes_disabled

from feltwork.apps.accounts.models import User
from feltwork.apps.directory.models import Licence, Policy, Profile
from feltwork.apps.directory.queries.badges import badges_of
from feltwork.apps.directory.queries.gates import certified, in_training, licensed, policy_of, terms_of
from feltwork.apps.schools.queries import date_at
from feltwork.core.directory.professions import needs_licence
from feltwork.core.directory.wording import check_words

Freshness = Literal["never", "fresh", "asked", "marked", "hidden"]
ABOUT = ("room_words", "fee_words", "between_words", "cancel_words", "training_words", "photo_alt")
SPOKEN = ("headline", "words", *ABOUT)  # what people write freely and everybody reads


@dataclass(frozen=True, slots=True)
class Gate:
    """`code`: complete, published, training, licence, confirmed. `word`: why it is closed, for the page to say."""

    code: str
    is_open: bool
    word: str = ""


@dataclass(frozen=True, slots=True)
class Days:
    """How fresh a profile is, and the days on which that changes."""

    state: Freshness
    confirmed_on: date | None
    asked_on: date | None = None
    marked_on: date | None = None
    hidden_on: date | None = None


def own_profile(user: User) -> Profile | None:
    """The profile of a person, in whichever school."""
    with scopes_disabled():  # there is one for each person, and it is theirs
        return Profile.objects.select_related("school").filter(owner=user).first()


def missing_of(profile: Profile) -> list[tuple[str, str]]:
    """What has to be filled in before it can be published: (step, field)."""
    return list(_missing(profile))


def gates_of(profile: Profile, at: datetime) -> list[Gate]:
    """Every gate as it stands for this profile, in the order in which one can do something about it."""
    today, policy = date_at(profile.school, at), policy_of(profile.school)
    terms = terms_of(policy, today)
    with scopes_disabled():  # the profile's own rows
        row = Profile.objects.filter(pk=profile.pk)
        has_training = row.filter(certified(today) | in_training(terms)).exists()
        has_licence = row.filter(licensed(today)).exists()
    is_listed = profile.state == Profile.State.LISTED
    fresh = days_of(profile, policy, today).state in ("fresh", "asked", "marked")
    return [
        Gate("complete", not missing_of(profile)),
        Gate("training", has_training, badge_word(profile, at)),
        Gate("licence", has_licence, _licence_word(profile)),
        Gate("published", is_listed, profile.hidden_why),
        Gate("confirmed", is_listed and fresh, "old" if is_listed and not fresh else ""),
    ]


def days_of(profile: Profile, policy: Policy, today: date) -> Days:
    """Fresh until it is asked about; then marked; then hidden."""
    since = profile.confirmed_on
    if since is None:
        return Days("never", None)
    asked, marked = since + timedelta(days=policy.ask_days), since + timedelta(days=policy.mark_days)
    hidden = since + timedelta(days=policy.hide_days + 1)
    state: Freshness = (
        "fresh" if today < asked else "asked" if today < marked else "marked" if today < hidden else "hidden"
    )
    return Days(state, since, asked, marked, hidden)


def badge_word(profile: Profile, at: datetime) -> str:
    """certified, training or nothing."""
    badge = badges_of([profile], at).get(profile.pk)
    return badge.kind if badge else ""


def claims_of(profile: Profile) -> dict[str, list[str]]:
    """Phrases in the profile's own words that cannot stay, by field: for profiles that are older than a rule."""
    found = {field: [claim.found for claim in check_words(getattr(profile, field))] for field in SPOKEN}
    return {field: claims for field, claims in found.items() if claims}


def _licence_word(profile: Profile) -> str:
    if not needs_licence(profile.profession):
        return "none"
    with scopes_disabled():  # the profile's own rows
        rows = Licence.objects.filter(profile=profile, profession=profile.profession)
        last = rows.order_by("-changed_at", "-pk").first()
    return last.state if last else "missing"


def _missing(profile: Profile) -> Iterator[tuple[str, str]]:
    needed = {
        "who": ("name", "profession", "headline", "words"),
        "place": ("town", "languages"),
        "work": ("ages", "who", "themes"),
    }
    for step, fields in needed.items():
        yield from ((step, field) for field in fields if not getattr(profile, field))
    if not (profile.how_in_person or profile.how_online):
        yield "place", "how"
    if profile.how_online and not profile.online_in:
        yield "place", "online_in"
    if profile.photo and not profile.photo_alt:
        yield "photo", "photo_alt"
