"""The plain link by which a holder adds a certificate to a LinkedIn profile. Nothing is sent by us."""

from __future__ import annotations

from urllib.parse import urlencode

from feltwork.apps.credentials.models import Certificate

ADDRESS = "https://www.linkedin.com/profile/add"


def linked_in(certificate: Certificate, link: str) -> str:
    """Empty fields are left out; the holder's name is never among them."""
    issued, ends = certificate.issued_on, certificate.valid_until
    fields = {
        "startTask": "CERTIFICATION_NAME",
        "name": certificate.title,
        "organizationName": certificate.school.name,
        "issueYear": issued.year if issued else "",
        "issueMonth": issued.month if issued else "",
        "expirationYear": ends.year if ends else "",
        "expirationMonth": ends.month if ends else "",
        "certUrl": link,
        "certId": certificate.number,
    }
    return f"{ADDRESS}?{urlencode({name: value for name, value in fields.items() if value})}"
