"""`rollcall try`: every form in which an API gives raw hosts, and a sentence for what is none."""

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.payloads.recorded import hosts
from tests.surroundings import surroundings
from tests.unit.cli.conftest import Rollcall

ROOT = Path(__file__).parents[3]
DEVICE = {"device_id": "a" * 32, "hostname": "web-1", "modified_timestamp": "2026-01-05T00:00:00Z"}
OTHER = {**DEVICE, "device_id": "b" * 32, "hostname": "web-2"}
XML = "<HOST_LIST_OUTPUT><RESPONSE><HOST_LIST>{}</HOST_LIST></RESPONSE></HOST_LIST_OUTPUT>"
HOST = "<HOST><ID>7</ID><ASSET_ID>7</ASSET_ID><IP>10.0.0.7</IP></HOST>"
TWO = json.dumps([DEVICE, OTHER]).encode()

FORMS = {
    "a list": ("crowdstrike", TWO, 2),
    "one host": ("crowdstrike", json.dumps(DEVICE).encode(), 1),
    "a host a line": ("crowdstrike", f"{json.dumps(DEVICE)}\n{json.dumps(OTHER)}\n".encode(), 2),
    "one text after the other": ("crowdstrike", json.dumps(DEVICE, indent=2).encode() * 2, 2),
    "Falcon's answer": ("crowdstrike", json.dumps({"meta": {}, "resources": [DEVICE, OTHER]}).encode(), 2),
    "answers in a list": ("crowdstrike", json.dumps([{"resources": [DEVICE]}, {"resources": [OTHER]}]).encode(), 2),
    "an answer without hosts": ("crowdstrike", b'{"meta": {}, "resources": []}', 0),
    "compressed": ("crowdstrike", gzip.compress(TWO), 2),
    "with a byte order mark": ("crowdstrike", b"\xef\xbb\xbf" + TWO, 2),
    "in UTF-16": ("crowdstrike", TWO.decode().encode("utf-16"), 2),
    "the assessment's answer": ("tenable", b'{"hosts": [{"id": "a1"}], "cursor": "2"}', 1),
    "Tenable's list": ("tenable", b'{"assets": [{"id": "a1"}, {"id": "a2"}], "total": 2}', 2),
    "Qualys' answer": ("qualys", b'{"ServiceResponse": {"data": [{"HostAsset": {"id": 1, "name": "x"}}]}}', 1),
    "Global AssetView's": ("qualys", b'{"assetListData": {"asset": [{"assetId": 1, "assetName": "x"}]}}', 1),
    "VMDR's": ("qualys", XML.format(HOST).encode(), 1),
    "VMDR's with a declaration": (
        "qualys",
        b'\n<?xml version="1.0" encoding="UTF-8" ?>\n' + XML.format(HOST).encode(),
        1,
    ),
    "VMDR's without hosts": ("qualys", XML.format("").encode(), 0),
}

REFUSED = {
    "nothing": (b"", "the file is empty"),
    "white space": (b" \n", "the file is empty"),
    "no JSON": (b"hostname,ip\n", "expected JSON; expected value at line 1 column 1"),
    "JSON that ends too soon": (TWO[:-9], "expected JSON"),
    "an absurd depth": (b"[" * 200_000, "expected JSON"),
    "XML that ends too soon": (b"<HOST_LIST_OUTPUT><RESPONSE>", "expected XML"),
    "XML with entities": (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "expected XML without entities"),
    "gzip that ends too soon": (gzip.compress(TWO)[:-12], "expected whole gzip"),
    "ids alone": (b'{"resources": ["a1", "a2"]}', "got 'a1': are these ids alone?"),
    "a text": (b'"hello"', "expected raw hosts, objects of JSON; got 'hello'"),
    "an error": (b'{"meta": {}, "errors": [{"code": 403, "message": "access denied"}]}', "access denied"),
    "an error of Qualys": (b'{"ServiceResponse": {"responseCode": "INVALID_REQUEST"}}', "INVALID_REQUEST"),
}


def tried(rollcall: Rollcall, *arguments: str) -> Any:  # Any: JSON
    """Return what it says of these files, for a machine."""
    result = rollcall("try", "--json", *arguments)
    assert (result.code, result.err) == (0, "")
    return json.loads(result.out)


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_read(form: str, rollcall: Rollcall) -> None:
    """Raw hosts are found in whatever form an API gives them, and each becomes a record."""
    vendor, content, count = FORMS[form]
    Path("file").write_bytes(content)

    trial = tried(rollcall, f"{vendor}=file")

    assert trial["raw_hosts"] == {vendor: count}
    assert trial["dead_letters"] == []
    assert len(trial["records"]) == len({record["vendor_id"] for record in trial["records"]}) <= count


@pytest.mark.parametrize("form", REFUSED)
def test_what_holds_no_hosts_gets_a_sentence(form: str, rollcall: Rollcall) -> None:
    """The message names the argument, what was expected and what came; the exit code is 2."""
    content, sentence = REFUSED[form]
    Path("file").write_bytes(content)

    result = rollcall("try", "crowdstrike=file")

    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("rollcall: crowdstrike=file: ")
    assert sentence in result.err
    assert result.err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "expected files with raw hosts"),
        (["file"], "expected VENDOR=FILE"),
        (["acme=file"], "expected a vendor, one of crowdstrike, qualys, tenable; got 'acme'"),
        (["emea:crowdstrike=file"], "expected VENDOR=FILE"),
        (["--tenant", "crowdstrike=file"], "expected TENANT:VENDOR=FILE"),
        (["--tenant", "E M:crowdstrike=file"], "expected a tenant"),
        (["crowdstrike=nowhere"], "No such file"),
        (["crowdstrike=."], "Is a directory"),
        (["crowdstrike=-", "qualys=-"], "once at most"),
        (["crowdstrike=file", "--fetched-at", "noon"], "--fetched-at: expected a time"),
    ],
)
def test_a_wrong_argument_gets_a_sentence(arguments: list[str], sentence: str, rollcall: Rollcall) -> None:
    """It says what was expected."""
    Path("file").write_bytes(TWO)

    result = rollcall("try", *arguments)

    assert (result.code, result.out) == (2, "")
    assert sentence in result.err


@pytest.mark.parametrize("vendor", ["crowdstrike", "tenable"])
def test_another_vendors_hosts_are_noticed(vendor: str, rollcall: Rollcall) -> None:
    """Ids alone would be read of them, and nothing else."""
    Path("file").write_text(json.dumps(hosts("qualys")))

    result = rollcall("try", f"{vendor}=file")

    assert result.code == 2
    assert f"expected hosts of {vendor}; these have the fields of qualys" in result.err


def test_standard_input_is_read(tmp_path: Path) -> None:
    """`-` stands for it."""
    command = [sys.executable, "-m", "services.cli", "try", "--json", "crowdstrike=-"]
    environment = {**surroundings(), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, input=TWO, capture_output=True, check=True, cwd=tmp_path, env=environment)  # noqa: S603 - our own interpreter

    assert json.loads(done.stdout)["raw_hosts"] == {"crowdstrike": 2}


def test_the_answer_depends_on_the_files_alone(rollcall: Rollcall) -> None:
    """The time of fetching is the latest that a record tells, so every run says the same; no file is written."""
    Path("file").write_bytes(TWO)

    first, second = tried(rollcall, "crowdstrike=file"), tried(rollcall, "crowdstrike=file")

    assert first == second
    assert (first["version"], first["fetched_at"]) == (1, "2026-01-05T00:00:00Z")
    assert [path.name for path in Path.cwd().iterdir()] == ["file"]


def test_the_time_of_fetching_can_be_given(rollcall: Rollcall) -> None:
    """A clock more than a day past it is doubted."""
    Path("file").write_bytes(TWO)

    trial = tried(rollcall, "crowdstrike=file", "--fetched-at", "2026-01-01T00:00Z")

    assert [record["flags"] for record in trial["records"]] == [["clock_ahead"], ["clock_ahead"]]


def test_a_host_that_no_message_holds_is_a_dead_letter(rollcall: Rollcall) -> None:
    """As with the fetcher: its beginning is kept, with the reason."""
    Path("file").write_text(json.dumps([DEVICE, {**OTHER, "notes": "x" * 1_000_000}]))

    trial = tried(rollcall, "crowdstrike=file")

    assert [letter["reason"].partition(";")[2] for letter in trial["dead_letters"]] == [
        " less than 896000 fit a message"
    ]
    assert len(trial["records"]) == 1


def test_reasons_are_told_for_what_is_one_and_for_what_looks_alike(rollcall: Rollcall) -> None:
    """As `why` and `why-not` do: what holds records together, and what two hosts share without being one."""
    mac = {"mac_address": "0a-4b-7c-00-12-01", "local_ip": "10.1.1.1"}
    same = [{**DEVICE, **mac}, {**OTHER, **mac, "hostname": "web-1"}]
    alike = {**OTHER, "device_id": "c" * 32, "hostname": "web-1", "mac_address": "0a-4b-7c-00-12-02"}
    Path("file").write_text(json.dumps([*same, alike]))

    result, trial = rollcall("try", "--why", "crowdstrike=file"), tried(rollcall, "--why", "crowdstrike=file")

    assert [len(why["records"]) for why in trial["why"]] == [2]
    assert [pair["not_enough"] for pair in trial["why_not"]] == [["hostname web-1"]]
    assert "held together by:" in result.out
    assert "both have hostname web-1: never enough alone" in result.out


def test_no_sign_of_a_file_acts_on_the_terminal(rollcall: Rollcall) -> None:
    """Values of a host, and of a dead letter, are shown escaped."""
    evil = "\x1b]0;owned\x07\u202eevil"
    Path("file").write_text(
        json.dumps([{**DEVICE, "hostname": evil, "os_version": evil}, {"device_id": {}, "a": evil}])
    )

    out = rollcall("try", "crowdstrike=file").out

    assert [sign for sign in out if not sign.isprintable() and sign != "\n"] == []
