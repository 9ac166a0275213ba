"""One module for each noun; import from here."""

from feltwork.apps.practice.models.clients import Carer, Client, GlassBroken, Guardian, Supervision
from feltwork.apps.practice.models.consents import Consent, ConsentText
from feltwork.apps.practice.models.items import Audience, Item, ItemShare
from feltwork.apps.practice.models.notes import Notebook, PrivateNote
from feltwork.apps.practice.models.records import Addendum, RecordLock, SessionRecord, Signature

__all__ = [
    "Addendum",
    "Audience",
    "Carer",
    "Client",
    "Consent",
    "ConsentText",
    "GlassBroken",
    "Guardian",
    "Item",
    "ItemShare",
    "Notebook",
    "PrivateNote",
    "RecordLock",
    "SessionRecord",
    "Signature",
    "Supervision",
]
