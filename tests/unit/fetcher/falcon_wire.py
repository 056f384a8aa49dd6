"""Falcon's answers, in the shape of recorded ones, for its tests."""

import json
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

import pytest
from pydantic import SecretStr

from services.fetcher.core import Answer, Page
from services.fetcher.vendors._falcon_places import Place
from services.fetcher.vendors.falcon import VENDOR, FalconSettings
from shared.errors import RollcallError
from tests.unit.fetcher.world import SECRET

OURS = FalconSettings(client_id="us", client_secret=SecretStr(SECRET))
FIRST = VENDOR.first(OURS)
DATE = {"date": format_datetime(datetime(2026, 1, 31, 12, tzinfo=UTC), usegmt=True)}


def device(time: str, name: str = "") -> dict[str, str]:
    """Return a device that changed at a time of the day."""
    return {"device_id": name or f"d{time}", "modified_timestamp": f"2026-01-31T{time}Z"}


def said(*devices: Any, following: str | None = "", total: int = 9, **changes: Any) -> bytes:
    """Return an answer of whole devices."""
    return answer({"total": total, "limit": 2, "next": following}, **{"resources": list(devices)} | changes)


def listed(*ids: Any, offset: str | int = "", total: int = 9) -> bytes:
    """Return an answer of ids."""
    return answer({"total": total, "offset": offset, "expires_at": 1574190412364867583}, resources=list(ids))


def answer(pagination: dict[str, Any] | None = None, **changes: Any) -> bytes:
    """Return an answer."""
    meta: dict[str, Any] = {"query_time": 0.1, "powered_by": "device-api", "trace_id": "t"}
    if pagination is not None:
        meta["pagination"] = pagination
    return json.dumps({"meta": meta, "resources": [], "errors": []} | changes).encode()


def read(body: bytes, cursor: str = FIRST, status: int = 200) -> Page:
    """Return what an answer says."""
    return VENDOR.read(cursor, Answer(status, DATE, body))


def place(page: Page) -> Place:
    """Return where a sync goes on."""
    return Place.model_validate_json(page.cursor or "")


def failed(body: bytes, cursor: str = FIRST, status: int = 200) -> RollcallError:
    """Return the error of an answer."""
    with pytest.raises(RollcallError) as caught:
        read(body, cursor, status)
    return caught.value
