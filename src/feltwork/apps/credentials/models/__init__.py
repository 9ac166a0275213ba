"""One module for each noun; import from here."""

from feltwork.apps.credentials.models.certificates import Certificate, CertificateEvent
from feltwork.apps.credentials.models.issuing import CredentialVersion, Issuer, IssuerKey, StatusBit, StatusList
from feltwork.apps.credentials.models.names import NameChange

__all__ = [
    "Certificate",
    "CertificateEvent",
    "CredentialVersion",
    "Issuer",
    "IssuerKey",
    "NameChange",
    "StatusBit",
    "StatusList",
]
