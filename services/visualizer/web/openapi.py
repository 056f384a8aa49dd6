"""The API's description as an OpenAPI document, from the code's own types."""

from typing import Any

from pydantic import TypeAdapter

from services.visualizer.web.answers import DeadLetter, State
from services.visualizer.web.asking import CONTAINMENTS, FAMILIES, LONGEST, MOST, SORTS, USUAL
from services.visualizer.web.questions import QUESTIONS
from services.visualizer.web.ruling import Wish
from shared.contracts.host import Host, HostOutline
from shared.contracts.software import HostSoftware

Json = dict[str, Any]  # Any: JSON
_REF = "#/components/schemas/{model}"
_YES: Json = {"type": "string", "enum": ["1", "0"]}
_FILTERS: tuple[tuple[str, str, Json], ...] = (
    ("text", "how a name, address, MAC, serial, instance, id or tag begins", {"type": "string", "maxLength": LONGEST}),
    ("exact", "the text is the whole of it", _YES),
    ("question", "a question with a name", {"type": "string", "enum": list(QUESTIONS)}),
    ("vendor", "listed by this vendor", {"type": "string", "maxLength": LONGEST}),
    ("missing", "listed by others, and not by this vendor", {"type": "string", "maxLength": LONGEST}),
    ("family", "kind of operating system", {"type": "string", "enum": list(FAMILIES)}),
    ("containment", "whether a vendor cut it off from the network", {"type": "string", "enum": list(CONTAINMENTS)}),
    ("stale", "without a sign of life for VISUALIZER_STALE_DAYS, and still listed", _YES),
    ("conflict", "its records disagree about something", _YES),
    ("gone", "listed by no vendor any more, or still by one", _YES),
    ("sort", "what the hosts are ordered by", {"type": "string", "enum": list(SORTS)}),
    ("order", "the other way round: desc", {"type": "string", "enum": ["asc", "desc"]}),
)
_PAGING: tuple[tuple[str, str, Json], ...] = (
    ("limit", "hosts of a page", {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}),
    ("after", "the mark in the `next` of the page before", {"type": "string"}),
)
_REFUSED = {  # by guard.py, before anything is asked
    "401": "the token is missing or wrong",
    "414": "the query is too long",
    "421": "this machine goes by another name",
    "429": "too many requests: wait a minute",
}
_ID: Json = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}, "description": "host's id"}
_MODELS = (Host, HostOutline, HostSoftware, State, DeadLetter)
_TWO = (("left", "one host", {"type": "string"}), ("right", "the other", {"type": "string"}))


def document() -> Json:
    """Return the document."""
    outlines = {"type": "array", "items": _model(HostOutline)}
    page = {
        "type": "object",
        "properties": {
            "hosts": outlines,
            "next": {"type": ["string", "null"], "description": "address of the next page"},
            "total": {"type": ["integer", "null"]},
            "is_least": {"type": "boolean", "description": "there may be more than the total: they weren't counted"},
        },
    }
    anything: Json = {"type": "object"}
    text: Json = {"type": "string"}
    paths = {
        "/api/hosts": _get("Hosts, a page at a time", page, _queries(*_FILTERS, *_PAGING)),
        "/api/hosts.csv": _get("All of them as CSV", text, _queries(*_FILTERS), kind="text/csv"),
        "/api/hosts.json": _get("All of them as an array", outlines, _queries(*_FILTERS)),
        "/api/hosts/{id}": _get("A host whole", _model(Host), [_ID]),
        "/api/hosts/{id}/software": _get("What is installed on a host", _model(HostSoftware), [_ID]),
        "/api/hosts/{id}/why": _get("Why a host is one", anything, [_ID]),
        "/api/hosts/{id}/history": _get("What became of a host", {"type": "array", "items": anything}, [_ID]),
        "/api/why-not": _get("Why two hosts are two", anything, _queries(*_TWO)),
        "/api/rulings": _get("Rulings in force", {"type": "array", "items": anything}) | _post(),
        "/api/questions": _get("Questions with their counts", {"type": "array", "items": anything}),
        "/api/status": _get("How much there is and how the pipeline is", _model(State)),
        "/api/dead-letters": _get("Dead letters that wait", {"type": "array", "items": _model(DeadLetter)}),
        "/api/openapi.json": _get("This document", anything),
    }
    info = {"title": "Rollcall", "version": "1", "description": "Questions to the inventory, and rulings on it."}
    schemes = {"token": {"type": "http", "scheme": "bearer"}}
    models = {name: schema for kind in _MODELS for name, schema in _schemas(kind)}
    return {
        "openapi": "3.1.0",
        "info": info,
        "paths": paths,
        "components": {"schemas": models, "securitySchemes": schemes},
        "security": [{}, {"token": []}],
    }


def _get(summary: str, schema: Json, parameters: list[Json] | None = None, kind: str = "application/json") -> Json:
    said = {"application/json": {"schema": {"type": "object", "properties": {"error": {"type": "string"}}}}}
    responses: Json = {"200": {"description": summary, "content": {kind: {"schema": schema}}}}
    for status, meaning in (("400", "it can't be asked"), ("404", "not there"), ("503", "the store can't be reached")):
        responses[status] = {"description": meaning, "content": said}
    for status, meaning in _REFUSED.items():
        responses[status] = {"description": meaning, "content": {"text/plain": {"schema": {"type": "string"}}}}
    return {"get": {"summary": summary, "parameters": parameters or [], "responses": responses}}


def _post() -> Json:
    """Return how a ruling is made."""
    answer = _get("A ruling, published: the deduper brings it in", {"type": "object"})["get"]
    answer["responses"]["202"] = answer["responses"].pop("200")
    answer["responses"]["403"] = {**answer["responses"]["404"], "description": "this page only reads, or it isn't JSON"}
    answer["responses"]["413"] = {**answer["responses"]["414"], "description": "the body is too long"}
    body = {"application/json": {"schema": Wish.model_json_schema(ref_template=_REF)}}
    return {"post": {**answer, "requestBody": {"required": True, "content": body}}}


def _queries(*parameters: tuple[str, str, Json]) -> list[Json]:
    return [
        {"name": name, "in": "query", "required": False, "description": meaning, "schema": schema}
        for name, meaning, schema in parameters
    ]


def _model(kind: type) -> Json:
    return {"$ref": _REF.format(model=kind.__name__)}


def _schemas(kind: type) -> list[tuple[str, Json]]:
    schema = TypeAdapter(kind).json_schema(ref_template=_REF, mode="serialization")
    return [*schema.pop("$defs", {}).items(), (kind.__name__, schema)]
