"""Letting programs in: the token endpoint, our public keys, and what a tool asks before it registers itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.accounts.limits import limit
from feltwork.apps.keys import KeyStoreError
from feltwork.apps.lti import actions, addresses
from feltwork.apps.lti.bearer import refusal, shown_token
from feltwork.apps.lti.fetching import keys_for
from feltwork.apps.lti.marks import mark_of
from feltwork.apps.lti.messages import VERSION, scopes_of
from feltwork.apps.lti.models import Invitation, PlatformKey, Tool
from feltwork.apps.lti.wire import WireError, names, read_registration, read_token
from feltwork.apps.lti.wire.registering import CONFIGURATION
from feltwork.apps.lti.wire.tokens import claims_unchecked
from feltwork.apps.ui.middleware import cacheable

CLAIMS = ("sub", "iss", "name", "given_name", "family_name", "email", "locale")
PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration"


@cacheable(300)
@access("anyone", methods=("GET",))
def keys(request: Request) -> HttpResponse:
    """The public keys of this installation, as a JWK set; the first pair is made for whoever asks first."""
    try:
        actions.make_keys(at=timezone.now())
    except KeyStoreError:
        return refusal("temporarily_unavailable", "the keys cannot be read just now", status=503)
    return JsonResponse({"keys": [key.public for key in PlatformKey.objects.order_by("since", "pk")]})


@csrf_exempt
@access("tool", methods=("POST",))
def token(request: Request) -> HttpResponse:
    """An access token for a tool that proves by its key who it is (RFC 6749 4.4, RFC 7523 2.2)."""
    limit(request, "lti.token", per_address="120/m")
    now = timezone.now()
    try:
        tool = _proved(request, now)
    except WireError as wrong:
        return refusal("invalid_client", str(wrong), status=401)
    if request.POST.get("grant_type") != "client_credentials":
        return refusal("unsupported_grant_type", "only client_credentials is known here", status=400)
    allowed, asked = scopes_of(tool), set(request.POST.get("scope", "").split())
    scopes = [scope for scope in allowed if scope in asked]
    if not scopes:
        return refusal("invalid_scope", "none of these scopes is open to this tool", status=400)
    fresh = actions.issue_token(tool=tool, scopes=scopes, at=now)
    facts = {"access_token": fresh, "token_type": "Bearer", "expires_in": 3600, "scope": " ".join(scopes)}
    return JsonResponse(facts)


def _proved(request: Request, now: datetime) -> Tool:
    """The tool that signed the assertion, which nobody has shown before. Raises WireError."""
    if request.POST.get("client_assertion_type") != names.JWT_BEARER:
        raise WireError("assertion", "a client assertion (private_key_jwt) is needed")
    assertion = request.POST.get("client_assertion", "")
    tool = _tool(claims_unchecked(assertion).get("iss"))
    claims = read_token(
        assertion,
        keys_for(tool, assertion, at=now),
        audience=(addresses.whole("token", request.school),),
        issuer=tool.client_id,
        now=int(now.timestamp()),
    )
    if claims.get("sub") != tool.client_id:
        raise WireError("subject", "“sub” has to be the client itself")
    jti = claims.get("jti")
    if not isinstance(jti, str) or not jti:
        raise WireError("jti", "“jti” is missing")
    ends_at = datetime.fromtimestamp(claims["exp"], UTC)
    if not actions.mark_seen(tool=tool, kind="assertion", identifier=jti, ends_at=ends_at):
        raise WireError("replayed", "this assertion has been shown before")
    return tool


def _tool(client_id: Any) -> Tool:
    try:
        found = Tool.objects.filter(uuid=UUID(client_id), state=Tool.State.ON).first()
    except (ValueError, TypeError, AttributeError):
        found = None
    if found is None:
        raise WireError("client", "this client is not known here")
    return found


@access("anyone", methods=("GET",))
def configuration(request: Request) -> HttpResponse:
    """What a tool needs to know before it registers itself (LTI Dynamic Registration 1.0 section 2.1)."""
    messages = [{"type": names.RESOURCE}, {"type": names.PICK}]
    school = request.school
    return JsonResponse(
        {
            "issuer": addresses.issuer(),
            "authorization_endpoint": addresses.whole("authorise", school),
            "token_endpoint": addresses.whole("token", school),
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ["RS256", "ES256"],
            "jwks_uri": addresses.keys_url(),
            "registration_endpoint": addresses.whole("register", school),
            "scopes_supported": ["openid", *names.ALL_SCOPES],
            "response_types_supported": ["id_token"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "claims_supported": list(CLAIMS),
            PLATFORM: {
                "product_family_code": "feltwork",
                "version": VERSION,
                "messages_supported": messages,
                "variables": ["User.id", "Context.id", "Context.title", "ResourceLink.id", "ResourceLink.title"],
            },
        }
    )


@csrf_exempt
@access("tool", methods=("POST",))
def register(request: Request) -> HttpResponse:
    """A tool with an invitation presents itself. It waits, switched off, for the administrator."""
    now = timezone.now()
    rows = Invitation.objects.filter(token_hash=mark_of("invitation", shown_token(request)), tool=None, ends_at__gt=now)
    invitation = rows.first()
    if invitation is None:
        return refusal("invalid_token", "this invitation is not open (any more)", status=401)
    try:
        given = read_registration(request.body)
    except WireError as wrong:
        return refusal("invalid_client_metadata", str(wrong), status=400)
    return JsonResponse(_registered(actions.register_itself(invitation=invitation, given=given, at=now)))


def _registered(tool: Tool) -> dict[str, Any]:
    messages: list[dict[str, str]] = [{"type": names.RESOURCE}]
    if tool.picks:
        messages.append({"type": names.PICK, "target_link_uri": tool.pick_url or tool.launch_url})
    return {
        "client_id": tool.client_id,
        "application_type": "web",
        "client_name": tool.name,
        "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"],
        "initiate_login_uri": tool.login_url,
        "redirect_uris": tool.redirect_uris,
        "jwks_uri": tool.jwks_url,
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": " ".join(scopes_of(tool)),
        CONFIGURATION: {
            "deployment_id": str(tool.deployment),
            "target_link_uri": tool.launch_url,
            "domain": tool.host,
            "custom_parameters": tool.custom,
            "claims": ["sub", "iss"],
            "messages": messages,
        },
    }
