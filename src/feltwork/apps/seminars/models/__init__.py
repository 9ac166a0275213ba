"""One module for each noun; import from here."""

from feltwork.apps.seminars.models.feedback import FeedbackAnswer, FeedbackGiven
from feltwork.apps.seminars.models.feeds import SeminarFeed
from feltwork.apps.seminars.models.marks import CheckIn, MakeUp, Mark
from feltwork.apps.seminars.models.rules import SeminarRules
from feltwork.apps.seminars.models.seats import Seat
from feltwork.apps.seminars.models.seminars import Meeting, Seminar, SeminarStaff
from feltwork.apps.seminars.models.visitors import Visitor, VisitorDay

__all__ = [
    "CheckIn",
    "FeedbackAnswer",
    "FeedbackGiven",
    "MakeUp",
    "Mark",
    "Meeting",
    "Seat",
    "Seminar",
    "SeminarFeed",
    "SeminarRules",
    "SeminarStaff",
    "Visitor",
    "VisitorDay",
]
