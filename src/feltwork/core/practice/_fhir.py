"""A file as a FHIR R4 bundle, built from the tables of its archive (docs/operate/archive.md).

Whatever has a resource of its own in FHIR gets that one: Patient, RelatedPerson, Practitioner, EpisodeOfCare,
Encounter, Goal, CarePlan, Flag, Consent, Appointment, Provenance. The rest of a session are Observations, additions are
DocumentReferences. Every resource keeps the id of its row. Codes are ours, each with its text; nothing pretends to be
SNOMED or LOINC.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID, uuid5

from ._sentence import sentence
from ._words import label

Row = Mapping[str, Any]
Tables = Mapping[str, Any]
SYSTEM = "urn:feltwork:kind"
STATES = {"booked": "booked", "cancelled": "cancelled", "kept": "fulfilled", "missed": "noshow"}
CLASSES = {
    "in_person": ("AMB", "ambulatory"),
    "online": ("VR", "virtual"),
    "phone": ("VR", "virtual"),
}
DECISIONS = {"given": ("active", "permit"), "declined": ("rejected", "deny"), "withdrawn": ("inactive", "deny")}
GOAL_SAYS, FLAG_KINDS = "goal", ("caution", "safety")


def fhir_bundle(tables: Tables) -> dict[str, Any]:
    """A bundle of the type "collection". *tables*: those of `data/` in an archive, by name."""
    entries = [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in _resources(tables)]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def _resources(tables: Tables) -> Iterator[dict[str, Any]]:
    client = tables["client"]
    yield _patient(client, tables)
    yield from (_practitioner(one) for one in tables["people"])
    yield from (_related(one, client) for one in tables["guardians"])
    yield _episode(client)
    signed = {one["record"] for one in tables["signatures"]}
    starts = {one["uuid"]: one["starts_at"] for one in tables["records"]}
    yield from (_encounter(one, client, one["uuid"] in signed) for one in tables["records"])
    yield from (_item(one, client, starts) for one in tables["items"])
    yield from (_document(one, client) for one in tables["addenda"])
    yield from (_provenance(one) for one in tables["signatures"])
    yield from (_consent(one, client) for one in tables["consents"])
    yield from (_appointment(one, client) for one in tables["appointments"])


def _patient(client: Row, tables: Tables) -> dict[str, Any]:
    known = client["identity"]
    names = [{"use": "official", "text": known["name"]}] if known.get("name") else []
    if known.get("preferred_name"):
        names.append({"use": "usual", "text": known["preferred_name"]})
    contacts = [
        {"name": {"text": one["name"]}, "telecom": [_phone(one["phone"])]} for one in known.get("emergency", [])
    ]
    return _lean(
        {
            "resourceType": "Patient",
            "id": client["uuid"],
            "active": client["state"] == "active",
            "name": names,
            "birthDate": known.get("born_on"),
            "telecom": [
                *([{"system": "email", "value": known["email"]}] if known.get("email") else []),
                *([_phone(known["phone"])] if known.get("phone") else []),
            ],
            "address": [{"country": known["country"]}] if known.get("country") else [],
            "communication": [{"language": {"text": known["language"]}}] if known.get("language") else [],
            "contact": contacts,
            "generalPractitioner": [_to(client["clinician"])],
        }
    )


def _practitioner(person: Row) -> dict[str, Any]:
    return {"resourceType": "Practitioner", "id": person["uuid"], "name": [{"text": person["name"] or "?"}]}


def _related(guardian: Row, client: Row) -> dict[str, Any]:
    about = guardian["about"]
    return _lean(
        {
            "resourceType": "RelatedPerson",
            "id": guardian["uuid"],
            "active": guardian["until"] is None,
            "patient": _to(client["uuid"]),
            "relationship": [_text(about["relation"])] if about.get("relation") else [],
            "name": [{"text": about["name"]}],
            "telecom": [_phone(about["phone"])] if about.get("phone") else [],
            "period": _period(guardian["since"], guardian["until"]),
        }
    )


def _episode(client: Row) -> dict[str, Any]:
    return {
        "resourceType": "EpisodeOfCare",
        "id": _episode_of(client),
        "status": "active" if client["state"] == "active" else "finished",
        "patient": _to(client["uuid"]),
        "careManager": _to(client["clinician"]),
        "period": _period(client["opened_on"], client["ended_on"]),
    }


def _encounter(record: Row, client: Row, signed: bool) -> dict[str, Any]:
    code, words = CLASSES[record["mode"]]
    return {
        "resourceType": "Encounter",
        "id": record["uuid"],
        "identifier": [{"system": "urn:feltwork:session", "value": str(record["number"])}],
        "status": "finished" if signed else "in-progress",
        "class": {
            "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode",
            "code": code,
            "display": words,
        },
        "subject": _to(client["uuid"]),
        "episodeOfCare": [_to(_episode_of(client))],
        "participant": [{"individual": _to(record["clinician"])}],
        "period": _period(record["starts_at"], record["ends_at"]),
    }


def _item(item: Row, client: Row, starts: Mapping[str, str]) -> dict[str, Any]:
    kind, body = item["kind"], item["body"]
    if kind == GOAL_SAYS:
        status = [{"measure": _text("reached"), "dueDate": body["reached_on"]}] if body.get("reached_on") else []
        return _lean(
            {
                "resourceType": "Goal",
                "id": item["uuid"],
                "lifecycleStatus": "completed" if body.get("reached_on") else "active",
                "description": _text(body["words"]),
                "subject": _to(client["uuid"]),
                "startDate": item["made_at"][:10],
                "target": status,
            }
        )
    if kind == "plan":
        plan = {"resourceType": "CarePlan", "id": item["uuid"], "status": "active", "intent": "plan"}
        return _lean({**plan, "subject": _to(client["uuid"]), "description": body.get("words")})
    if kind in FLAG_KINDS:
        flag = {"resourceType": "Flag", "id": item["uuid"], "status": "inactive" if body.get("until") else "active"}
        period = _period(body["since"], body.get("until")) if body.get("since") else None
        return _lean({**flag, "code": _text(body["words"]), "subject": _to(client["uuid"]), "period": period})
    return _observation(item, client, starts)


def _observation(item: Row, client: Row, starts: Mapping[str, str]) -> dict[str, Any]:
    return _lean(
        {
            "resourceType": "Observation",
            "id": item["uuid"],
            "status": "final",
            "code": {"coding": [{"system": SYSTEM, "code": item["kind"]}], "text": item["kind"].replace("_", " ")},
            "subject": _to(client["uuid"]),
            "encounter": _to(item["record"]) if item["record"] else None,
            "performer": [_to(item["by"])],
            "effectiveDateTime": starts.get(item["record"] or "", item["made_at"]),
            "issued": item["made_at"],
            "valueString": _said(item),
            "component": [_component(name, value) for name, value in sorted(item["body"].items()) if _plain(value)],
        }
    )


def _said(item: Row) -> str | None:
    body = item["body"]
    if item["kind"] == "mark":
        return sentence([body]) or None
    if item["kind"] == "segment":
        return str(body.get("words") or body.get("title") or label("phases", body["phase"]))
    return str(body["words"]) if body.get("words") else None


def _component(name: str, value: Any) -> dict[str, Any]:
    code = {"coding": [{"system": SYSTEM, "code": name}], "text": name.replace("_", " ")}
    if isinstance(value, bool):
        return {"code": code, "valueBoolean": value}
    if isinstance(value, int):
        return {"code": code, "valueInteger": value}
    if isinstance(value, float):
        return {"code": code, "valueQuantity": {"value": value}}
    return {"code": code, "valueString": value if isinstance(value, str) else ", ".join(value)}


def _plain(value: Any) -> bool:
    """What a component can hold; rows of rows, such as the points of a stroke, stand in the tables beside."""
    if isinstance(value, list):
        return bool(value) and all(isinstance(one, str) for one in value)
    return isinstance(value, str | int | float) and value != ""


def _document(added: Row, client: Row) -> dict[str, Any]:
    return {
        "resourceType": "DocumentReference",
        "id": added["uuid"],
        "status": "current",
        "type": _text("addition to a signed record"),
        "subject": _to(client["uuid"]),
        "date": added["at"],
        "author": [_to(added["by"])],
        "content": [
            {
                "attachment": {
                    "contentType": "text/plain; charset=utf-8",
                    "data": base64.b64encode(added["words"].encode()).decode(),
                }
            }
        ],
        "context": {"encounter": [_to(added["record"])]},
    }


def _provenance(signature: Row) -> dict[str, Any]:
    return {
        "resourceType": "Provenance",
        "id": signature["uuid"],
        "target": [_to(signature["record"])],
        "recorded": signature["at"],
        "activity": _text(f"signed as {signature['part']}"),
        "agent": [{"who": _to(signature["by"])}],
    }


def _consent(answer: Row, client: Row) -> dict[str, Any]:
    status, kind = DECISIONS[answer["decision"]]
    return _lean(
        {
            "resourceType": "Consent",
            "id": answer["uuid"],
            "status": status,
            "scope": {
                "coding": [
                    {"system": "http://terminology.hl7.org/CodeSystem/consentscope", "code": "treatment"},
                ]
            },
            "category": [{"coding": [{"system": "urn:feltwork:topic", "code": answer["topic"]}]}],
            "patient": _to(client["uuid"]),
            "dateTime": answer["at"],
            "performer": [_to(answer["guardian"] or client["uuid"])],
            "policyRule": _text("as agreed in the practice's own words"),
            "provision": {"type": kind},
        }
    )


def _appointment(one: Row, client: Row) -> dict[str, Any]:
    return {
        "resourceType": "Appointment",
        "id": one["uuid"],
        "status": STATES[one["state"]],
        "start": one["starts_at"],
        "end": one["ends_at"],
        "created": one["made_at"],
        "participant": [
            {"actor": _to(client["uuid"]), "status": "accepted"},
            {"actor": _to(one["clinician"]), "status": "accepted"},
        ],
    }


def _episode_of(client: Row) -> str:
    """An id of its own that is always the same for a client."""
    return str(uuid5(UUID(client["uuid"]), "episode"))


def _to(uuid: str) -> dict[str, str]:
    return {"reference": f"urn:uuid:{uuid}"}


def _text(words: str) -> dict[str, str]:
    return {"text": words}


def _phone(number: str) -> dict[str, str]:
    return {"system": "phone", "value": number}


def _period(start: str | None, end: str | None) -> dict[str, str]:
    return {name: day for name, day in (("start", start), ("end", end)) if day}


def _lean(resource: dict[str, Any]) -> dict[str, Any]:
    """FHIR has no empty lists and no nulls."""
    return {name: value for name, value in resource.items() if value not in (None, [], {}, "")}
