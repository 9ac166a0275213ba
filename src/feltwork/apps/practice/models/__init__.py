"""One module for each noun; import from here."""

from feltwork.apps.practice.models.appointments import Appointment, AppointmentSeries, CalendarFeed
from feltwork.apps.practice.models.clients import Carer, Client, GlassBroken, Guardian, Supervision
from feltwork.apps.practice.models.consents import Consent, ConsentText
from feltwork.apps.practice.models.items import Audience, Item, ItemChange, ItemShare
from feltwork.apps.practice.models.journal import Invitation, Journal, JournalEntry
from feltwork.apps.practice.models.leaving import Erasure, Hold, TakeOut
from feltwork.apps.practice.models.notes import Notebook, PrivateNote
from feltwork.apps.practice.models.records import Addendum, RecordLock, SessionRecord, Signature
from feltwork.apps.practice.models.rules import CALL_OFF_HOURS, OPENED_AN_HOUR, HouseRules
from feltwork.apps.practice.models.studies import MapStudy

__all__ = [
    "CALL_OFF_HOURS",
    "OPENED_AN_HOUR",
    "Addendum",
    "Appointment",
    "AppointmentSeries",
    "Audience",
    "CalendarFeed",
    "Carer",
    "Client",
    "Consent",
    "ConsentText",
    "Erasure",
    "GlassBroken",
    "Guardian",
    "Hold",
    "HouseRules",
    "Invitation",
    "Item",
    "ItemChange",
    "ItemShare",
    "Journal",
    "JournalEntry",
    "MapStudy",
    "Notebook",
    "PrivateNote",
    "RecordLock",
    "SessionRecord",
    "Signature",
    "Supervision",
    "TakeOut",
]
