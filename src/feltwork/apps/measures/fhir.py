"""What was measured as FHIR resources, for the bundle in an archive: each sheet's answers, each result's scores.

A result that was corrected stays in the bundle as entered in error, and the one that took its place as amended.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from feltwork.apps.measures.scoring import unpacked
from feltwork.core.measures import Instrument, instruments
from feltwork.core.measures.fhir import COMPLETE, PARTIAL, STOPPED, to_observations, to_response

Row = Mapping[str, Any]
Resource = dict[str, Any]
RUNNING = frozenset({"open", "started"})


def resources(tables: Mapping[str, Any]) -> Iterator[Resource]:
    """*tables*: those of an archive, by name (`parts.tables`)."""
    client = tables["client"]["uuid"]
    sheets = {row["uuid"]: row for row in tables.get("measure_sheets", ())}
    results = tables.get("measure_results", ())
    corrected = {row["corrects"] for row in results if row["corrects"]}
    for result in results:
        sheet = sheets.get(result["asking"])
        of = _known(sheet)
        if sheet is not None and of is not None:
            status = (
                "entered-in-error" if result["uuid"] in corrected else "amended" if result["corrects"] else COMPLETE
            )
            yield from _of_result(of, sheet, result, client, status)
    finished = {row["asking"] for row in results}
    yield from _episodes(tables.get("measure_episodes", ()), client)
    for uuid, sheet in sheets.items():
        of = _known(sheet)
        if of is not None and uuid not in finished and sheet.get("sheet"):
            yield _unfinished(of, sheet, client)


def _episodes(rows: Sequence[Row], client: str) -> Iterator[Resource]:
    """New starts that hold: each goes on until the next one begins."""
    gone = {row["takes_back"] for row in rows if row["takes_back"]}
    standing = sorted((one for one in rows if one["uuid"] not in gone and not one["takes_back"]), key=_first_day)
    for one, following in zip(standing, [*standing[1:], None], strict=False):
        period = {"start": one["starts_on"]} | ({"end": following["starts_on"]} if following else {})
        yield {
            "resourceType": "EpisodeOfCare", "id": one["uuid"], "status": "finished" if following else "active",
            "patient": {"reference": _to(client)}, "period": period,
        }  # fmt: skip


def _first_day(row: Row) -> str:
    return str(row["starts_on"])


def _known(sheet: Row | None) -> Instrument | None:
    """The definition the sheet was asked by; None where only another version of it is here."""
    of = instruments().get(sheet["instrument"]) if sheet else None
    return of if sheet and of is not None and of.version == sheet["version"] else None


def _of_result(of: Instrument, sheet: Row, result: Row, client: str, status: str) -> Iterator[Resource]:
    at = datetime.fromisoformat(result["answered_at"])
    yield _response(of, sheet, result["answers"], client, id=result["uuid"], status=status, at=at)
    scored = unpacked(result["scores"])
    ids = {scale: str(uuid5(UUID(result["uuid"]), scale)) for scale in scored.scales}
    told = {"entered-in-error": "entered-in-error", "amended": "amended"}.get(status, "final")
    for one in to_observations(of, scored, ids=ids, at=at, subject=_to(client), derived_from=_to(result["uuid"])):
        yield one | {"status": told} | _encounter(sheet)


def _unfinished(of: Instrument, sheet: Row, client: str) -> Resource:
    status = PARTIAL if sheet["state"] in RUNNING else STOPPED
    at = datetime.fromisoformat(sheet["saved_at"]) if sheet["saved_at"] else None
    return _response(of, sheet, sheet["sheet"]["answers"], client, id=sheet["uuid"], status=status, at=at)


def _response(
    of: Instrument, sheet: Row, answers: Row, client: str, *, id: str, status: str, at: datetime | None
) -> Resource:
    person = sheet["by"] if sheet["entered_by"] != "self" and sheet["by"] else client
    made = to_response(of, answers, id=id, status=status, authored=at, subject=_to(client), author=_to(person))
    sheet_id = {"system": "urn:feltwork:sheet", "value": sheet["uuid"]}
    return made | {"identifier": sheet_id} | _encounter(sheet)


def _encounter(sheet: Row) -> Resource:
    return {"encounter": {"reference": _to(sheet["record"])}} if sheet["record"] else {}


def _to(uuid: str) -> str:
    return f"urn:uuid:{uuid}"
