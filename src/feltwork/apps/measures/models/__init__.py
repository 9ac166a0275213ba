"""One module for each noun; import from here."""

from feltwork.apps.measures.models.alerts import Alert, AlertStep
from feltwork.apps.measures.models.askings import Asking, Result
from feltwork.apps.measures.models.episodes import Episode
from feltwork.apps.measures.models.evaluations import Evaluation
from feltwork.apps.measures.models.folders import Folder
from feltwork.apps.measures.models.packs import Pack
from feltwork.apps.measures.models.plans import Plan
from feltwork.apps.measures.models.policy import Policy
from feltwork.apps.measures.models.services import ServiceCheck

__all__ = [
    "Alert",
    "AlertStep",
    "Asking",
    "Episode",
    "Evaluation",
    "Folder",
    "Pack",
    "Plan",
    "Policy",
    "Result",
    "ServiceCheck",
]
