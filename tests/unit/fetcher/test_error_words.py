"""What a vendor's error says: the sentence, whatever form its answer has, and nothing of what is around it."""

import json
from typing import Any
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.fetcher.core import Answer
from services.fetcher.error_words import MOST, error_words, quoted

ISSUED = "Failed to issue access token - Not Authorized"
DUPLICATE = "Duplicate export (job_uuid=e-1 container_uuid=c-1). not allowed."
NGINX = "<html><head><title>502 Bad Gateway</title><style>x{}</style></head><body><center><h1>502 Bad Gateway</h1>"


def words(body: Any, status: int = 403) -> str:  # Any: JSON, or a body
    """Return what an answer says."""
    content = body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else json.dumps(body).encode()
    return error_words(Answer(status, {}, content))


def simple_return(inner: str) -> str:
    """Return Qualys' answer that lists nothing."""
    head = '<?xml version="1.0"?>\n<!DOCTYPE SIMPLE_RETURN SYSTEM "https://q.example.com/simple_return.dtd">\n'
    return f"{head}<SIMPLE_RETURN><RESPONSE><DATETIME>2026-11-30</DATETIME>{inner}</RESPONSE></SIMPLE_RETURN>"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"meta": {"powered_by": "csam", "trace_id": "0"}, "errors": [{"code": 403, "message": ISSUED}]}, ISSUED),
        ({"errors": [{"code": 403, "message": "one"}, {"code": 500, "message": "two", "id": "x"}]},
         "one; two (code 500)"),
        (simple_return("<CODE>1965</CODE><TEXT>Not again for 3 minutes</TEXT><ITEM_LIST><ITEM><KEY>SECONDS_TO_WAIT"
                       "</KEY><VALUE>180</VALUE></ITEM></ITEM_LIST>"),
         "Not again for 3 minutes; SECONDS_TO_WAIT 180 (code 1965)"),
        (simple_return("<CODE>2000</CODE><TEXT><![CDATA[Bad Login & Password]]></TEXT>"),
         "Bad Login & Password (code 2000)"),
        ({"ServiceResponse": {"responseCode": "INVALID_CREDENTIALS", "responseErrorDetails": {
            "errorMessage": "Not good.", "errorResolution": "Do better."}}},
         "Not good. Do better. (code INVALID_CREDENTIALS)"),
        ({"responseMessage": "no module", "count": 0, "responseCode": "FAILED"}, "no module (code FAILED)"),
        ({"statusCode": 401, "error": "Unauthorized", "message": "Invalid Credentials"},
         "Invalid Credentials; Unauthorized"),
        ({"active_job_id": "e-1", "failure_reason": "in conflict"}, "in conflict"),
        ({"values": ["e-1", "c-1"], "strings": ["Duplicate export (job_uuid=", " container_uuid=", "). not allowed."],
          "bytes": "RHVwbGljYXRl"}, DUPLICATE),
        ({"error": "invalid_client", "error_description": "who are you"}, "who are you; invalid_client"),
        ({"type": "about:blank", "title": "Forbidden", "status": 403, "detail": "No right."}, "No right. Forbidden"),
        ({"errors": {"filter": ["is wrong", "is long"]}}, "is wrong; is long"),
        ({"detail": [{"loc": ["body"], "msg": "field required", "type": "x"}]}, "field required"),
        ({"error": {"code": "X1", "innererror": {"message": "deep"}}}, "deep (code X1)"),
        ([{"error": "one"}, {"error": "one"}, {"message": "two"}], "one; two"),
        ({"message": '{"error": {"message": "in itself"}}'}, "in itself"),
        ({"error": True, "msg": "sad"}, "sad"),
        ({"responseCode": "EXPIRED"}, "code EXPIRED"),
        ('{\n "meta": {},\n "errors": [\n  {"code": 1, "message": "cut of', "cut of"),
        ('"just a text"', "just a text"),
        (NGINX, "502 Bad Gateway"),
        ("<html><title>Sign in</title><p>to the <b>proxy</b></p><script>x()</script>", "Sign in: to the proxy"),
        ("<error><reason>no</reason><trace>x</trace></error>", "no"),
        ("Bad\r\n\tGateway ", "Bad Gateway"),
        ('\ufeff{"error": "after a mark"}', "after a mark"),
        ('{"error": "wide"}'.encode("utf-16"), "wide"),
        ('{"foo": 1}', '{"foo": 1}'),
        ("", ""),
    ],
)  # fmt: skip
def test_the_sentence_is_told_and_its_envelope_not(body: Any, said: str) -> None:
    """In every form that vendors, their gateways and proxies use: nested, several, pretty-printed, cut, encoded."""
    assert words(body) == said
    if isinstance(body, dict | list):
        assert words(json.dumps(body, indent=1)) == said


def test_a_long_text_is_cut_where_it_is_seen() -> None:
    """At 500 characters; one of 500 is whole."""
    assert words({"message": "x" * MOST}) == "x" * MOST
    assert words({"message": "x" * (MOST + 1)}) == "x" * MOST + "…"


def test_nothing_said_adds_nothing() -> None:
    """A status alone has no quotation marks behind it."""
    assert (quoted(Answer(403, {}, b"")), quoted(Answer(403, {}, b"no"))) == ("", ': "no"')


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["message", "code", "errors", "strings", "x"]), inner)
    ),
)


@given(st.binary() | st.text().map(lambda text: f"<{text}".encode(errors="replace")) | ANYTHING.map(
    lambda tree: json.dumps(tree).encode()
))  # fmt: skip
def test_whatever_a_vendor_sends_is_one_bounded_printable_line(body: bytes) -> None:
    """No bytes make it fail, and none reach a terminal as they are."""
    said = error_words(Answer(500, {}, body))

    assert len(said) <= MOST + 1
    assert not {category(sign) for sign in said} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b"<a>" * 50_000, b"<" * 100_000, b'{"error":' * 20_000, b"<!--" * 9_000]
)
def test_depth_and_length_are_bounded(body: bytes) -> None:
    """A hostile answer costs what a short one does."""
    assert len(words(body)) <= MOST + 1
