"""Tenable's "Duplicate export": the export that it names is taken over, whatever the form; else it is waited for."""

import json
from typing import Any

import httpx
import pytest

from services.fetcher.core import Answer
from services.fetcher.politeness import Busy
from services.fetcher.vendors.tenable_export import VENDOR
from tests.unit.fetcher.test_tenable_export import FIRST, OURS, at, read
from tests.unit.fetcher.world import client, run, waited

DUPLICATE = "Duplicate export not allowed. Please modify request or wait until existing export is complete"
TEMPLATE = {"values": ["e-7", "c-1"], "strings": ["Duplicate export (job_uuid=", " container_uuid=", "). not allowed."]}


@pytest.mark.parametrize("status", [400, 409, 429])
@pytest.mark.parametrize(
    "said",
    [
        {"active_job_id": "e-7", "failure_reason": "in conflict"},
        {"error": {"message": DUPLICATE, "active_job_id": "e-7"}},
        {"status": 429, "message": f"{DUPLICATE} (job_uuid=e-7)"},
        {"message": f"{DUPLICATE}: job_uuid: e-7."},
        {"error": json.dumps({"job_uuid": "e-7"})},
        f"{DUPLICATE} job_uuid=e-7".encode(),
        TEMPLATE,
    ],
)
def test_a_duplicate_is_taken_in_whichever_form_it_is_named(said: Any, status: int) -> None:
    """In a field, in words, in parts of words; as any of the statuses that the vendor has used for it."""
    body = said if isinstance(said, bytes) else json.dumps(said).encode()

    assert VENDOR.is_answer(FIRST, Answer(status, {}, body))
    assert at(read(FIRST, said, status)).export == "e-7"


@pytest.mark.parametrize(
    ("said", "status"),
    [({"active_job_id": None, "message": DUPLICATE}, 409), ({"message": DUPLICATE}, 429),
     ({"message": DUPLICATE}, 400), ({"active_job_id": "e-7"}, 500), ({"message": "job_uuid is wrong"}, 400)],
)  # fmt: skip
def test_a_duplicate_that_names_none_is_none(said: Any, status: int) -> None:
    """No other text is taken for an export's id."""
    assert not VENDOR.is_answer(FIRST, Answer(status, {}, json.dumps(said).encode()))


@pytest.mark.parametrize("status", [400, 409, 429])
def test_a_duplicate_that_names_none_is_waited_for(status: int) -> None:
    """Within the budget of waiting: until the other export ended; if it doesn't, the vendor's words are told."""
    busy = [httpx.Response(status, json={"message": DUPLICATE}) for _ in range(5)]
    asking = client(lambda _: busy.pop() if busy else httpx.Response(200, json={"export_uuid": "e-1"}))
    assert at(run(asking.page(VENDOR, OURS, FIRST))).export == "e-1"

    stubborn = client(lambda _: httpx.Response(status, json={"message": DUPLICATE}))
    with pytest.raises(Busy, match=f'^tenable answered {status}: "Duplicate export not allowed.*FETCHER_PATIENCE=900'):
        run(stubborn.page(VENDOR, OURS, FIRST))
    assert waited(stubborn) == pytest.approx(900)
