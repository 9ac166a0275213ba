"""The services for tools: line items, scores, results (AGS 2.0), and who is in a context (NRPS 2.0).

A tool sees contexts in which it has a link, its own line items, and people by the names it knows them by.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from feltwork.apps.accounts.access import access
from feltwork.apps.lti import actions, addresses
from feltwork.apps.lti.bearer import ToolRequest, bearer
from feltwork.apps.lti.messages import context_facts
from feltwork.apps.lti.models import Context, LineItem, ResourceLink, Score
from feltwork.apps.lti.queries.links import latest_scores
from feltwork.apps.lti.queries.people import members_of, person_of
from feltwork.apps.lti.wire import WireError, names, read_line_item, read_score
from feltwork.apps.lti.wire.launching import person_claims
from feltwork.apps.lti.wire.reading import clean

PAGE = 100
READS = (names.ITEMS_SCOPE, names.ITEMS_READ_SCOPE)


@csrf_exempt
@access("tool", methods=("GET", "POST"))
@bearer(GET=READS, POST=(names.ITEMS_SCOPE,))
def line_items(request: ToolRequest, uuid: UUID) -> HttpResponse:
    context = _context(request, uuid)
    if request.method == "POST":
        given = read_line_item(request.body)
        link = _link(request, context, given.link) if given.link else None
        made = actions.make_line_item(tool=request.tool, context=context, link=link, given=given, at=timezone.now())
        return _reply(_item_facts(made, request.school), names.ITEM_MEDIA, status=201)
    rows = _filtered(_items(request).filter(context=context), request.GET)
    return _page(request, [_item_facts(item, request.school) for item in rows], names.ITEMS_MEDIA)


@csrf_exempt
@access("tool", methods=("GET", "PUT", "DELETE"))
@bearer(GET=READS, PUT=(names.ITEMS_SCOPE,), DELETE=(names.ITEMS_SCOPE,))
def line_item(request: ToolRequest, uuid: UUID) -> HttpResponse:
    item = get_object_or_404(_items(request), uuid=uuid)
    if request.method == "DELETE":
        actions.put_line_item_away(item=item, at=timezone.now())
        return HttpResponse(status=204)
    if request.method == "PUT":
        actions.change_line_item(item=item, given=read_line_item(request.body), at=timezone.now())
    return _reply(_item_facts(item, request.school), names.ITEM_MEDIA)


@csrf_exempt
@access("tool", methods=("POST",))
@bearer(POST=(names.SCORE_SCOPE,))
def scores(request: ToolRequest, uuid: UUID) -> HttpResponse:
    item = get_object_or_404(_items(request), uuid=uuid)
    given = read_score(request.body)
    user = person_of(request.tool, item.context, _subject(given.person))
    if user is None:
        raise WireError("userId", "nobody of this name is in this context")
    actions.take_score(item=item, user=user, given=given, at=timezone.now())
    results = addresses.whole("results", request.school, uuid=item.uuid)
    return JsonResponse({"resultUrl": f"{results}?{urlencode({'user_id': given.person})}"})


@csrf_exempt
@access("tool", methods=("GET",))
@bearer(GET=(names.RESULTS_SCOPE,))
def results(request: ToolRequest, uuid: UUID) -> HttpResponse:
    item = get_object_or_404(_items(request), uuid=uuid)
    asked = request.GET.get("user_id")
    user = person_of(request.tool, item.context, _subject(asked)) if asked else None
    rows = latest_scores(item, user) if user or not asked else []
    subjects = actions.know(request.tool, [score.user for score in rows])
    facts = [_result_facts(score, subjects[score.user_id], item, request.school) for score in rows]
    return _page(request, facts, names.RESULTS_MEDIA)


@csrf_exempt
@access("tool", methods=("GET",))
@bearer(GET=(names.MEMBERS_SCOPE,))
def members(request: ToolRequest, uuid: UUID) -> HttpResponse:
    """Who is here: a name of the tool's own for each, and more only as the school says."""
    context = _context(request, uuid)
    role = request.GET.get("role", "")
    if request.GET.get("rlid"):
        _link(request, context, request.GET["rlid"])
    people = [one for one in members_of(context) if not role or _is(role, one.roles)]
    begin, end = _window(request, len(people))
    shown = people[begin:end]
    subjects = actions.know(request.tool, [one.user for one in shown])
    tool = request.tool
    rows = [
        {
            "status": "Active",
            "user_id": subjects[one.user.pk],
            "roles": list(one.roles),
            **person_claims(one.user.name if tool.shares_name else "", one.user.email if tool.shares_email else ""),
        }
        for one in shown
    ]
    here = addresses.members_url(context, request.school)
    answer = _reply({"id": here, "context": context_facts(context), "members": rows}, names.MEMBERS_MEDIA)
    return _with_next(request, answer, end, len(people))


def _context(request: ToolRequest, uuid: UUID) -> Context:
    """A context in which this tool has a link."""
    linked = ResourceLink.objects.filter(tool=request.tool, removed_at=None).values("context")
    rows = Context.objects.select_related("course", "cohort", "school").filter(pk__in=linked)
    return get_object_or_404(rows, uuid=uuid)


def _items(request: ToolRequest) -> QuerySet[LineItem]:
    rows: QuerySet[LineItem] = LineItem.objects.filter(tool=request.tool, removed_at=None)
    return rows.select_related("tool", "link", "context__course", "context__cohort", "context__school")


def _link(request: ToolRequest, context: Context, asked: str) -> ResourceLink:
    rows = ResourceLink.objects.filter(tool=request.tool, context=context, removed_at=None)
    found = rows.filter(uuid=_subject(asked)).first()
    if found is None:
        raise WireError("resourceLinkId", "there is no such link of this tool in this context")
    return found


def _filtered(rows: QuerySet[LineItem], asked: Any) -> QuerySet[LineItem]:
    if asked.get("resource_link_id"):
        rows = rows.filter(link__uuid=_subject(asked["resource_link_id"]))
    if asked.get("resource_id"):
        rows = rows.filter(resource_id=clean(asked["resource_id"]))
    return rows.filter(tag=clean(asked["tag"])) if asked.get("tag") else rows


def _subject(text: str) -> str:
    """An identifier of ours, or one that nobody has."""
    try:
        return str(UUID(text))
    except ValueError:
        return "00000000-0000-0000-0000-000000000000"


def _item_facts(item: LineItem, school: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "id": addresses.item_url(item, school),
        "scoreMaximum": _number(item.maximum),
        "label": item.label,
    }
    more = {"resourceId": item.resource_id, "tag": item.tag, "resourceLinkId": str(item.link.uuid) if item.link else ""}
    return facts | {name: value for name, value in more.items() if value}


def _result_facts(score: Score, subject: str, item: LineItem, school: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "id": f"{addresses.whole('results', school, uuid=item.uuid)}/{score.uuid}",
        "scoreOf": addresses.item_url(item, school),
        "userId": subject,
    }
    if score.given is not None:
        facts |= {"resultScore": _number(score.given), "resultMaximum": _number(score.maximum)}
    return facts | ({"comment": score.comment} if score.comment else {})


def _number(value: Any) -> int | float:
    return int(value) if value == int(value) else float(value)


def _is(role: str, held: tuple[str, ...]) -> bool:
    """A role may be asked for by its whole address or by its last word."""
    return any(role in {one, one.rpartition("#")[2]} for one in held)


def _page(request: ToolRequest, rows: list[dict[str, Any]], media: str) -> HttpResponse:
    begin, end = _window(request, len(rows))
    return _with_next(request, _reply(rows[begin:end], media), end, len(rows))


def _window(request: ToolRequest, count: int) -> tuple[int, int]:
    """From which row to which, by `limit` and `from`."""
    most, begin = _whole(request, "limit", PAGE), _whole(request, "from", 0)
    return begin, min(count, begin + min(most, PAGE)) if most else count


def _whole(request: ToolRequest, name: str, otherwise: int) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else otherwise


def _with_next(request: ToolRequest, answer: HttpResponse, end: int, count: int) -> HttpResponse:
    if end < count:
        query = request.GET.copy()
        query["from"] = str(end)
        answer["Link"] = f'<{addresses.issuer()}{request.path}?{query.urlencode()}>; rel="next"'
    return answer


def _reply(facts: Any, media: str, *, status: int = 200) -> HttpResponse:
    return JsonResponse(facts, safe=False, content_type=media, status=status)
