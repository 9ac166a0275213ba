"""One module for each noun; import from here."""

from feltwork.apps.lti.models.grades import LineItem, Score
from feltwork.apps.lti.models.keys import PlatformKey
from feltwork.apps.lti.models.launches import Launch
from feltwork.apps.lti.models.links import Context, ResourceLink
from feltwork.apps.lti.models.tokens import AccessToken, SeenToken
from feltwork.apps.lti.models.tools import Alias, Invitation, Tool

__all__ = [
    "AccessToken",
    "Alias",
    "Context",
    "Invitation",
    "Launch",
    "LineItem",
    "PlatformKey",
    "ResourceLink",
    "Score",
    "SeenToken",
    "Tool",
]
