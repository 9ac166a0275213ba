"""What the school's public log is told: that a version exists, or that a certificate was withdrawn, and no name."""

from __future__ import annotations

import hashlib
from datetime import datetime

from feltwork.apps.credentials.models import Certificate, CredentialVersion
from feltwork.apps.transparency.actions import append


def log_version(certificate: Certificate, version: CredentialVersion | None, *, at: datetime) -> None:
    """Nothing is logged of what was not signed."""
    if version is None:
        return
    facts = {
        "credential": f"urn:uuid:{certificate.credential_uuid}",
        "version": str(version.version),
        "digest": "sha256:" + hashlib.sha256(version.document.encode()).hexdigest(),
    }
    kind = "issue" if version.version == 1 else "version"
    append(school=certificate.school, kind=kind, subject_uuid=certificate.uuid, facts=facts, at=at)


def log_revocation(certificate: Certificate, version: CredentialVersion | None, *, at: datetime) -> None:
    if version is not None:
        facts = {"credential": f"urn:uuid:{certificate.credential_uuid}", "version": str(version.version)}
        append(school=certificate.school, kind="revoke", subject_uuid=certificate.uuid, facts=facts, at=at)
