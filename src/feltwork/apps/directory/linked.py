"""A profile in the words of schema.org: only what its page shows, and of checked things only what was checked.

Never Physician or any other medical type for the person; no ratings; no address beyond the town. A practice is a
MedicalBusiness only where the profession is a licensed one and the licence was checked.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from feltwork.apps.directory.models import Profile
from feltwork.apps.directory.queries import Badge, LicenceShown
from feltwork.apps.directory.words import label, labels

Facts = dict[str, Any]


def page_facts(profile: Profile, badge: Badge, licence: LicenceShown | None, address: str) -> Facts:
    """ProfilePage → Person → hasCredential; *address* is that of the page."""
    return {
        "@context": "https://schema.org",
        "@type": "ProfilePage",
        "url": address,
        "dateModified": (profile.confirmed_on or profile.changed_at.date()).isoformat(),
        "inLanguage": profile.words_language,
        "mainEntity": _person(profile, badge, licence, address),
    }


def _person(profile: Profile, badge: Badge, licence: LicenceShown | None, address: str) -> Facts:
    facts: Facts = {
        "@type": "Person",
        "@id": f"{address}#person",
        "name": profile.name,
        "description": profile.headline,
        "jobTitle": label("profession", profile.profession),
        "knowsLanguage": list(profile.languages),
        "workLocation": {"@type": "Place", "address": _town(profile)},
    }
    if profile.photo:
        facts["image"] = settings.BASE_URL + reverse("directory:photo", kwargs={"slug": profile.slug})
    credentials = [fact for fact in (_certificate(badge), _licence(licence)) if fact]
    if credentials:
        facts["hasCredential"] = credentials
    if licence is not None:
        facts["worksFor"] = _practice(profile)
    return facts


def _certificate(badge: Badge) -> Facts | None:
    """A training that is under way is no credential."""
    if badge.kind != "certified" or not badge.is_sure:
        return None
    facts: Facts = {
        "@type": "EducationalOccupationalCredential",
        "name": badge.title,
        "credentialCategory": "certificate",
        "recognizedBy": {"@type": "EducationalOrganization", "name": badge.school.name},
        "validFrom": badge.since.isoformat(),
        "url": settings.BASE_URL + badge.url,
    }
    return facts | ({"validUntil": badge.valid_until.isoformat()} if badge.valid_until else {})


def _licence(shown: LicenceShown | None) -> Facts | None:
    if shown is None:
        return None
    return {
        "@type": "EducationalOccupationalCredential",
        "name": label("profession", shown.licence.profession),
        "credentialCategory": "license",
        "recognizedBy": {"@type": "Organization", "name": shown.licence.register_name},
        "identifier": shown.licence.number,
        "validIn": {"@type": "Country", "name": shown.licence.country},
    }


def _practice(profile: Profile) -> Facts:
    return {
        "@type": "MedicalBusiness",
        "name": profile.name,
        "address": _town(profile),
        "isAcceptingNewPatients": profile.room in (Profile.Room.NOW, Profile.Room.MONTH),
        "areaServed": [{"@type": "Country", "name": country} for country in profile.online_in],
        "knowsAbout": labels("theme", profile.themes),
    }


def _town(profile: Profile) -> Facts:
    return {"@type": "PostalAddress", "addressLocality": profile.town_name, "addressCountry": profile.country}
