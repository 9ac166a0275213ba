"""The standard's messages as plain data: signing, reading, and the shapes of grades, people and picked content.

No Django, no clock, no network: keys, moments and signers are handed in.

Sources: 1EdTech Security Framework 1.0, LTI Core 1.3, LTI Deep Linking 2.0, Assignment and Grade Services 2.0, Names
and Role Provisioning Services 2.0, LTI Dynamic Registration 1.0; RFC 7515, 7517, 7519, 7523, 8725.
"""

from feltwork.apps.lti.wire.content import PickedItem, Unwanted, read_content_items
from feltwork.apps.lti.wire.errors import WireError
from feltwork.apps.lti.wire.grades import ItemGiven, ScoreGiven, read_line_item, read_score
from feltwork.apps.lti.wire.launching import Message, claims_of
from feltwork.apps.lti.wire.registering import ToolGiven, read_registration
from feltwork.apps.lti.wire.tokens import kid_of, public_set, read_keys, read_token, write_token

__all__ = [
    "ItemGiven",
    "Message",
    "PickedItem",
    "ScoreGiven",
    "ToolGiven",
    "Unwanted",
    "WireError",
    "claims_of",
    "kid_of",
    "public_set",
    "read_content_items",
    "read_keys",
    "read_line_item",
    "read_registration",
    "read_score",
    "read_token",
    "write_token",
]
