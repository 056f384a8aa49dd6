"""Each reader's page of some hosts, as bytes; how a host of it may be damaged. A new reader is added by a line."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Host = dict[str, Any]  # Any: JSON


@dataclass(frozen=True, slots=True)
class Wire:
    """How a reader's answers are made.

    Attributes:
        cursor: a place at which a page of hosts is read, and more follow
        host: a host of this number, with a text
        page: an answer of such hosts' texts

    """

    cursor: str
    host: Callable[[int, str], str]
    page: Callable[[Sequence[str]], str]
    is_xml: bool = False


def _json(name: str) -> Callable[[int, str], str]:
    return lambda number, text: f'{{"{name}": {json.dumps(str(number))}, "deep": {{"note": "{text}"}}, "is": [1, 2]}}'


def _xml(number: int, text: str) -> str:
    return f"<HOST><ASSET_ID>{number}</ASSET_ID><TAGS><TAG><NAME>{text}</NAME></TAG></TAGS></HOST>"


def _vmdr(hosts: Sequence[str]) -> str:
    warning = "<WARNING><CODE>1980</CODE><URL>https://x.example/?id_min=999999</URL></WARNING>"
    listed = f"<HOST_LIST>{''.join(hosts)}</HOST_LIST>{warning}"
    return f'<?xml version="1.0" encoding="UTF-8" ?><HOST_LIST_OUTPUT><RESPONSE>{listed}</RESPONSE></HOST_LIST_OUTPUT>'


def _around(before: str, after: str) -> Callable[[Sequence[str]], str]:
    return lambda hosts: f"{before}[{', '.join(hosts)}]{after}"


def _asset(number: int, text: str) -> str:
    return f'{{"HostAsset": {_json("id")(number, text)}}}'


PAIR = '{"skip":0,"limit":2}'
WIRES: dict[str, Wire] = {
    "crowdstrike": Wire(PAIR, _json("device_id"), _around("", "")),
    "falcon": Wire(
        '{"client":"us"}',
        _json("device_id"),
        _around('{"meta": {"pagination": {"next": "more", "total": 9999}}, "resources": ', ', "errors": []}'),
    ),
    "qualys": Wire(PAIR, _json("id"), _around("", "")),
    "qualys_assets": Wire(
        '{"username":"us","counted":true}',
        _asset,
        _around(
            '{"ServiceResponse": {"responseCode": "SUCCESS", "hasMoreRecords": "true", "lastId": 999999, "data": ', "}}"
        ),
    ),
    "qualys_gav": Wire(
        '{"username":"us","counted":true}',
        _json("assetId"),
        _around(
            '{"responseCode": "SUCCESS", "hasMore": 1, "lastSeenAssetId": 999999, "assetListData": {"asset": ', "}}"
        ),
    ),
    "qualys_vmdr": Wire('{"username":"us"}', _xml, _vmdr, is_xml=True),
    "tenable": Wire("", _json("id"), _around('{"hosts": ', ', "cursor": "more"}')),
    "tenable_export": Wire('{"export":"e-1","here":"1-3","since":1}', _json("id"), _around("", "")),
}
