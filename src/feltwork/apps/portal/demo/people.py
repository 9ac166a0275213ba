"""Who lives in the demo world."""

from __future__ import annotations

from django.utils import timezone

from feltwork.apps.accounts.actions import agree, grant_role, person_for
from feltwork.apps.accounts.models import User
from feltwork.apps.portal.demo.timeline import Timeline
from feltwork.apps.schools.actions import add_provider, approve_provider, end_approval, link_provider
from feltwork.apps.schools.models import Provider, School

STAFF = {
    "admin": "Dinah Marlowe",
    "registrar": "Greta Holm",
    "credentialing": "Ruth Pellow",
    "credentialing-2": "Owen Marsh",
}
PROVIDERS = {
    "hanne": ("Hanne Vosper", "Bath", "English, German"),
    "femi": ("Femi Oduya", "Bristol", "English"),
    "per": ("Per Lundin", "Cardiff", "English, Swedish"),
    "ada": ("Ada Merriwether", "Bristol", "English"),
    "jonas": ("Jonas Brennock", "Exeter", "English"),
    "noa": ("Noa Lindt", "London", "English, Hebrew"),
}
SESSIONS = ("personal_session",)
ALL = ("personal_session", "consultation_individual", "consultation_group", "faculty")
KINDS = {
    "hanne": ("personal_session", "consultation_individual"),
    "femi": SESSIONS,
    "ada": ALL,
    "jonas": ("consultation_individual", "consultation_group"),
    "noa": SESSIONS,
}
VISITORS = ("Vera Lund", "Idris Amari")  # of another school's faculty, who rate here
PASSWORD = "a little at a time"  # noqa: S105 said aloud on the page of the demo; it opens nothing real


def person(name: str) -> User:
    """An account at example.org that can also step up with the demo's password."""
    user = person_for(email=f"{name.lower().replace(' ', '.')}@example.org", name=name)
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    agree(user=user, at=timezone.now())
    return user


def staff(school: School, line: Timeline) -> dict[str, User]:
    """Administrator, registrar and two people for credentialing, who need each other to issue."""
    people = {key: person(name) for key, name in STAFF.items()}
    for key, user in people.items():
        grant_role(school=school, user=user, role=key.removesuffix("-2"), by=people["admin"], at=line.at(-1500))
    return people


def visitors(school: School, by: User, line: Timeline) -> list[User]:
    """Two of faculty who sign for nobody here, so that they may rate anybody."""
    made = [person(name) for name in VISITORS]
    for user in made:
        grant_role(school=school, user=user, role="faculty", by=by, at=line.at(-400))
    return made


def providers(school: School, by: User, line: Timeline) -> dict[str, Provider]:
    """Six people who may give sessions or consultations; Per's approval has a gap of three months."""
    made = {}
    for key, (name, town, languages) in PROVIDERS.items():
        email = f"{name.lower().replace(' ', '.')}@example.org"
        made[key] = add_provider(
            school=school, name=name, email=email, town=town, languages=languages, by=by, at=line.at(-1450)
        )
        for kind in KINDS.get(key, ()):
            _approve(made[key], kind, line.day(-1440), by, line)
        made[key] = link_provider(provider=made[key], user=person(name), at=line.at(-1440))
    grant_role(school=school, user=made["ada"].user, role="faculty", by=by, at=line.at(-1440))  # type: ignore[arg-type]
    _gap(made["per"], by, line)
    return made


def _approve(provider: Provider, kind: str, start: object, by: User, line: Timeline) -> None:
    approve_provider(
        provider=provider,
        kind=kind,
        levels=[],
        issuer="Alder House",
        valid_from=start,  # type: ignore[arg-type]
        reason="Agreement signed",
        by=by,
        at=line.at(-1440),
    )


def _gap(provider: Provider, by: User, line: Timeline) -> None:
    """Approved, paused for three months while a new agreement was not signed, approved again."""
    first = approve_provider(
        provider=provider,
        kind="personal_session",
        levels=[],
        issuer="Alder House",
        valid_from=line.day(-1440),
        reason="Agreement signed",
        by=by,
        at=line.at(-1440),
    )
    end_approval(approval=first, on=line.day(-142), reason="The new agreement was not signed", by=by, at=line.at(-142))
    approve_provider(
        provider=provider,
        kind="personal_session",
        levels=[],
        issuer="Alder House",
        valid_from=line.day(-49),
        reason="The new agreement was signed",
        by=by,
        at=line.at(-49),
    )
