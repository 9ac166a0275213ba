"""One module for each noun; import from here."""

from feltwork.apps.directory.models.booking import Booking, CallHours, CallTerms
from feltwork.apps.directory.models.confirmations import Confirmation, Week
from feltwork.apps.directory.models.erasures import Barred, Erasure, Farewell, Leftover
from feltwork.apps.directory.models.exposure import ExposureDay
from feltwork.apps.directory.models.index import IndexChange, IndexRow, IndexState, IndexText, IndexWord
from feltwork.apps.directory.models.inquiries import Block, Inquiry, ReplyFigure, Waiting
from feltwork.apps.directory.models.licences import Licence, LicenceCheck
from feltwork.apps.directory.models.policy import Policy
from feltwork.apps.directory.models.profiles import Profile
from feltwork.apps.directory.models.reports import Report

__all__ = [
    "Barred",
    "Block",
    "Booking",
    "CallHours",
    "CallTerms",
    "Confirmation",
    "Erasure",
    "ExposureDay",
    "Farewell",
    "IndexChange",
    "IndexRow",
    "IndexState",
    "IndexText",
    "IndexWord",
    "Inquiry",
    "Leftover",
    "Licence",
    "LicenceCheck",
    "Policy",
    "Profile",
    "ReplyFigure",
    "Report",
    "Waiting",
    "Week",
]
