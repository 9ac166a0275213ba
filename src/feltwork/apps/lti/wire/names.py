"""The standard's own words."""

from __future__ import annotations

from typing import Final

_LTI: Final = "https://purl.imsglobal.org/spec/lti/claim/"
_LIS: Final = "http://purl.imsglobal.org/vocab/lis/v2/"

MESSAGE_TYPE: Final = _LTI + "message_type"
VERSION: Final = _LTI + "version"
DEPLOYMENT: Final = _LTI + "deployment_id"
TARGET: Final = _LTI + "target_link_uri"
RESOURCE_LINK: Final = _LTI + "resource_link"
ROLES: Final = _LTI + "roles"
CONTEXT: Final = _LTI + "context"
PLATFORM: Final = _LTI + "tool_platform"
PRESENTATION: Final = _LTI + "launch_presentation"
CUSTOM: Final = _LTI + "custom"
PICKING: Final = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
PICKED: Final = "https://purl.imsglobal.org/spec/lti-dl/claim/content_items"
PICK_WORDS: Final = "https://purl.imsglobal.org/spec/lti-dl/claim/msg"
PICKING_DATA: Final = "https://purl.imsglobal.org/spec/lti-dl/claim/data"
GRADES: Final = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
MEMBERS: Final = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"

RESOURCE: Final = "LtiResourceLinkRequest"
PICK: Final = "LtiDeepLinkingRequest"
PICK_ANSWER: Final = "LtiDeepLinkingResponse"

LEARNER: Final = _LIS + "membership#Learner"
INSTRUCTOR: Final = _LIS + "membership#Instructor"
ADMINISTRATOR: Final = _LIS + "membership#Administrator"
COURSE: Final = _LIS + "course#CourseOffering"
GROUP: Final = _LIS + "course#Group"

_AGS: Final = "https://purl.imsglobal.org/spec/lti-ags/scope/"
ITEMS_SCOPE: Final = _AGS + "lineitem"
ITEMS_READ_SCOPE: Final = _AGS + "lineitem.readonly"
RESULTS_SCOPE: Final = _AGS + "result.readonly"
SCORE_SCOPE: Final = _AGS + "score"
MEMBERS_SCOPE: Final = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
GRADE_SCOPES: Final = (ITEMS_SCOPE, ITEMS_READ_SCOPE, RESULTS_SCOPE, SCORE_SCOPE)
ALL_SCOPES: Final = (*GRADE_SCOPES, MEMBERS_SCOPE)

_LIS_MEDIA: Final = "application/vnd.ims.lis.v2."
ITEM_MEDIA: Final = _LIS_MEDIA + "lineitem+json"
ITEMS_MEDIA: Final = _LIS_MEDIA + "lineitemcontainer+json"
RESULTS_MEDIA: Final = _LIS_MEDIA + "resultcontainer+json"
SCORE_MEDIA: Final = "application/vnd.ims.lis.v1.score+json"
MEMBERS_MEDIA: Final = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"

JWT_BEARER: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
