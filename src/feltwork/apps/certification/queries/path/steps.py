"""What to do next, most urgent first, each with a way to do it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feltwork.apps.certification.queries.entries import EntryLine
from feltwork.apps.certification.queries.path.scene import Scene
from feltwork.apps.certification.sentences import step_words
from feltwork.apps.signoffs.queries import RequestRow
from feltwork.apps.ui import words
from feltwork.core.certification import NextStep, Proof, SumRule

SHOWN = 3
LONG_WAIT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Step:
    title: str
    text: str
    links: tuple[tuple[str, str], ...] = ()  # label, address
    is_act: bool = False  # the links do something


def steps_of(scene: Scene) -> list[Step]:
    """The steps of the verdict; what has waited long for a signature comes right after what has a last day."""
    waiting = list(_waiting(scene))
    found = [one for one in scene.verdict.next_steps if not (waiting and one.code == "get_signed_for_level")]
    dated = [one for one in found if one.due is not None and one.code != "attend_days"]
    rest = [one for one in found if one not in dated]
    return [*(_step(scene, one) for one in dated), *waiting, *(_step(scene, one) for one in rest)]


def _step(scene: Scene, step: NextStep) -> Step:
    said = step_words(step, scene.known.names, scene.rules)
    return Step(title=said.title, text=said.text, links=tuple(_links(scene, step)))


def _links(scene: Scene, step: NextStep) -> Iterable[tuple[str, str]]:
    if step.code in ("fill_level", "add_missing", "add_missing_part", "before_window_ends"):
        yield from _who_may_give(scene, step)
    elif step.code == "get_signed_for_level":
        yield from _reminders(scene, _requests_of(scene, step.requirement))
    elif step.code in ("send_for_signature", "replace_declined"):
        yield from _to_entries(scene, step.code)
    elif step.code in ("ask_for_waiver", "use_remedy"):
        yield _("Ask the school"), f"{scene.address('exception-new')}?question={step.requirement}"
    elif step.code in ("attend_days", "make_up_days"):
        yield _("Your training days"), f"#req-{step.requirement}"


def _who_may_give(scene: Scene, step: NextStep) -> Iterable[tuple[str, str]]:
    requirement = next((one for one in scene.rules.requirements if one.code == step.requirement), None)
    if requirement is None or not isinstance(requirement.body, SumRule):
        return
    kind = requirement.body.given_by or requirement.body.of[0]
    level = scene.verdict.level_now or ""
    yield _("People who may give it"), f"{scene.address('approved')}?{urlencode({'kind': kind, 'level': level})}"


def _requests_of(scene: Scene, requirement: str | None) -> list[RequestRow]:
    """Open requests about entries that are listed under a requirement, the oldest first."""
    requests = [scene.known.sealings.open_request(row.uuid) for row in scene.known.log]
    kinds = {kind for kind, home in scene.home_of.items() if requirement is None or home == requirement}
    wanted = [one for one in requests if one and scene.known.entries[str(one.subject_uuid)].kind in kinds]
    return sorted(wanted, key=lambda one: one.asked_at)


def _reminders(scene: Scene, requests: Iterable[RequestRow]) -> Iterable[tuple[str, str]]:
    by_uuid = {line.uuid: line for line in scene.lines}
    for request in requests:
        if by_uuid[str(request.subject_uuid)].can_remind:
            address = scene.address("entry-remind", uuid=request.subject_uuid)
            yield _("Remind %(name)s") % {"name": request.provider_name}, address


def _to_entries(scene: Scene, code: str) -> Iterable[tuple[str, str]]:
    proofs = (Proof.DRAFT,) if code == "send_for_signature" else (Proof.DECLINED, Proof.NONE)
    lines = [line for line in scene.lines if scene.known.entries[line.uuid].proof in proofs]
    for line in lines[:SHOWN]:
        yield _entry_label(line), scene.address("entry", uuid=line.uuid)


def _entry_label(line: EntryLine) -> str:
    return f"{words.date_words(line.on)}, {line.title}"


def _waiting(scene: Scene) -> Iterable[Step]:
    late = [one for one in _requests_of(scene, None) if one.asked_at + LONG_WAIT <= scene.at]
    if not late:
        return
    title = ngettext("One entry is waiting for a signature", "%(n)s entries are waiting for a signature", len(late))
    days = (scene.at - late[0].asked_at).days  # a week or more
    text = (
        _("%(name)s has had the oldest for %(days)s days.") if late[1:] else _("%(name)s has had it for %(days)s days.")
    )
    facts = {"n": len(late), "name": late[0].provider_name, "days": days}
    yield Step(title % facts, text % facts, tuple(_reminders(scene, late))[:SHOWN], is_act=True)
