"""A form for one attempt, drawn from what is in use; the seed of the attempt draws it again."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from feltwork.apps.exams.models import Attempt, Exposure, Item, ItemVersion, Question
from feltwork.apps.exams.queries.attempts import asked_before
from feltwork.core import exams as core

LIVE = ItemVersion.State.LIVE


class BankTooSmall(ValidationError):
    """The bank cannot fill the blueprint, or there is none. *short*: what is missing, for those who keep the bank."""

    def __init__(self, short: tuple[core.Shortfall, ...] = ()) -> None:
        super().__init__(_("This examination is not ready yet."), code="bank")
        self.short = short


def draw_form(attempt: Attempt) -> list[Question]:
    """Questions, not saved yet; `attempt.form` is saved with the names of the parts. Raises `BankTooSmall`."""
    blueprint = attempt.examination.blueprint
    if blueprint is None:
        raise BankTooSmall
    drawn = core.draw(
        bank_now(attempt.language),
        core.Blueprint.from_data(blueprint.data),
        seed=attempt.seed,
        seen=asked_before(attempt.candidate),
        exposure=dict(Exposure.objects.filter(times__gt=0).values_list("item__code", "times")),
    )
    if drawn.shortfalls:
        raise BankTooSmall(drawn.shortfalls)
    attempt.form = {
        "parts": [str(part.get("title", "")) for part in blueprint.data["parts"]],
        "blueprint": str(blueprint.uuid),
    }
    attempt.save(update_fields=["form"])
    versions = _versions(drawn.codes)
    places = [(part, code) for part, codes in enumerate(drawn.parts) for code in codes]
    return [_question(attempt, number, part, versions[code]) for number, (part, code) in enumerate(places, 1)]


def bank_now(language: str) -> core.Bank:
    """Everything that may be asked in *language*, in the school whose scope is open; one query."""
    rows = Item.objects.filter(retired_at=None, versions__state=LIVE, versions__language=language)
    return core.Bank.of(rows.values_list("code", "topic", "difficulty", "family"))


def shuffle_seed(attempt: Attempt, code: str) -> str:
    """What orders the choices of one item in one attempt."""
    return f"{attempt.seed} {code}"


def _versions(codes: tuple[str, ...]) -> dict[str, ItemVersion]:
    rows = ItemVersion.objects.filter(state=LIVE, item__code__in=codes).select_related("item")
    return {row.item.code: row for row in rows}


def _question(attempt: Attempt, number: int, part: int, version: ItemVersion) -> Question:
    item = core.Item.from_data(version.data)
    order = core.shuffled(item, shuffle_seed(attempt, version.item.code))
    return Question(
        school_id=attempt.school_id, attempt=attempt, number=number, part=part, item_version=version,
        topic=version.item.topic, difficulty=version.item.difficulty, order=list(order),
    )  # fmt: skip
