"""What the school's public log is told: that a version exists, or that a certificate was withdrawn, and no name."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from feltwork.apps.credentials.models import Certificate, CredentialVersion
from feltwork.apps.transparency.actions import append, append_many


def log_version(certificate: Certificate, version: CredentialVersion | None, *, at: datetime) -> None:
    """Nothing is logged of what was not signed."""
    if version is None:
        return
    kind = "issue" if version.version == 1 else "version"
    append(school=certificate.school, kind=kind, subject_uuid=certificate.uuid, facts=_facts(version), at=at)


def log_versions(versions: Sequence[CredentialVersion], *, at: datetime) -> None:
    """Many, all of one school."""
    for kind, chosen in (
        ("issue", [version for version in versions if version.version == 1]),
        ("version", [version for version in versions if version.version > 1]),
    ):
        told = [(version.certificate.uuid, _facts(version)) for version in chosen]
        if chosen:
            append_many(school=chosen[0].certificate.school, kind=kind, told=told, at=at)


def _facts(version: CredentialVersion) -> dict[str, str]:
    return {
        "credential": f"urn:uuid:{version.certificate.credential_uuid}",
        "version": str(version.version),
        "digest": "sha256:" + hashlib.sha256(version.document.encode()).hexdigest(),
    }


def log_revocation(certificate: Certificate, version: CredentialVersion | None, *, at: datetime) -> None:
    if version is not None:
        facts = {"credential": f"urn:uuid:{certificate.credential_uuid}", "version": str(version.version)}
        append(school=certificate.school, kind="revoke", subject_uuid=certificate.uuid, facts=facts, at=at)
