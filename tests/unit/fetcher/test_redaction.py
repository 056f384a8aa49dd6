"""What a vendor says of a secret: not in an answer that is read, not in an error that is told or kept."""

import pytest

from services.fetcher.boundary import Unreadable
from services.fetcher.core import Answer, Ask
from services.fetcher.redaction import readable, secrets_of, without
from shared.errors import Temporary
from tests.unit.fetcher.world import settings_of

TOKEN = "t0ken-of-9xV3bJ8pL5"  # noqa: S105 - invented


def test_an_answer_is_read_without_whole_secrets() -> None:
    """Its body and headers; all else of it stays, and so do words that a secret may be by chance."""
    answer = Answer(200, {"location": f"/{TOKEN}/x", "date": "now"}, f'[{{"a":"{TOKEN}"}},"simulator"]'.encode(), 2)

    found = readable(answer, [TOKEN, "simulator", "t0ken"])

    assert found == Answer(200, {"location": "/***/x", "date": "now"}, b'[{"a":"***"},"simulator"]', 2)


def test_what_headers_make_of_secrets_is_one() -> None:
    """The pair of Basic, and the values of a header that has several."""
    asks = [
        Ask("GET", "https://a.example", headers={"authorization": "Basic dTpw"}),
        Ask("GET", "https://a.example", headers={"x-apikeys": "accessKey=abc;secretKey=def"}),
    ]

    assert [secrets_of(settings_of(token=TOKEN), ask)[1:] for ask in asks] == [
        ["dTpw"],
        ["accessKey=abc;secretKey=def", "abc", "def"],
    ]


def test_an_error_tells_and_keeps_no_part_of_a_secret() -> None:
    """Six signs at a cut are one; the dead letter of an answer that can't be read is searched as the message is."""
    with pytest.raises(Temporary) as caught, without([TOKEN], "qualys"):
        raise Temporary(f"qualys answered 500: {TOKEN[:7]}")
    assert str(caught.value) == "qualys answered 500: ***"

    with pytest.raises(Unreadable) as kept, without([TOKEN]):
        raise Unreadable("it can't be read", f"{TOKEN[-8:]} is bad", 15)
    assert kept.value.head == "*** is bad"
