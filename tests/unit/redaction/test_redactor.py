"""No secret is left in a text, whatever form a server says it in; what is none stays."""

import json
from pathlib import Path
from string import ascii_letters, digits

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.redaction.addresses import credentials, secrets_in, without_credentials
from shared.redaction.bodies import MOST, SMALL, Search, without_secrets
from shared.redaction.known import Known
from shared.redaction.redactor import STARS, Redactor
from shared.redaction.views import views
from tests.unit.redaction.echoes import ECHOES

SIGNS = ascii_letters + digits + "!#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\"é€ "
SECRETS = st.text(SIGNS, min_size=8, max_size=60).map(str.strip).filter(lambda secret: len(secret.split()[0]) > 7)
AROUND = st.text("<>(). \n", max_size=200)
PAYLOADS = sorted(Path("tests/payloads").glob("*/hosts.json"))


def tells(text: str, secret: str, least: int) -> bool:
    """Tell whether a reader finds so many characters of a secret in a text, as it is or once escapes are undone."""
    bare = "".join(secret.split()).lower()
    parts = {bare[at : at + least] for at in range(len(bare) - least + 1)}
    readings = ["".join(view.text.split()).lower() for view in views(text)]
    return any(part in reading for part in parts for reading in readings)


def wire(form: str) -> str:
    """Return how a text of this form becomes bytes: those of UTF-16 are bytes already."""
    return "latin-1" if form == "UTF-16" else "utf-8"


@given(SECRETS, st.sampled_from(sorted(ECHOES)), AROUND, AROUND)
def test_no_form_of_a_secret_is_left(secret: str, form: str, before: str, after: str) -> None:
    """In a message, and in an answer; around it nothing is lost that the secret doesn't have too."""
    echo = ECHOES[form](secret)
    before, after = (text.translate(dict.fromkeys(map(ord, secret.strip()))) for text in (before, after))
    text = before + echo + after

    message = Redactor([secret]).redacted(text)
    body = without_secrets(text.encode(wire(form)), Redactor([secret])).decode(wire(form))

    for clean in (message, body):
        assert STARS in clean
        assert echo not in clean
        assert not tells(clean, secret, 6)
        assert clean.startswith(before)
        assert clean.endswith(after)


@given(SECRETS, st.data())
def test_a_part_of_a_secret_is_taken_out_of_a_message(secret: str, data: st.DataObject) -> None:
    """Its beginning at a text's end, its end at a text's beginning, and any six characters between."""
    start = data.draw(st.integers(0, len(secret) - 6))
    end = data.draw(st.integers(start + 6, len(secret)))
    form = data.draw(st.sampled_from(["as it is", "repr", "JSON, all escaped", "path", "other case", "markup"]))

    clean = Redactor([secret]).redacted(f"({ECHOES[form](secret[start:end])})")

    assert len("".join(secret[start:end].split())) < 6 or not tells(clean, secret, 6)


@example("000000\u00e90", "JSON", 0, 1)  # the escape is followed by what could be one more of its digits
@given(SECRETS, st.sampled_from(sorted(ECHOES)), st.integers(0, 3 * SMALL), st.integers(1, 5))
def test_a_secret_is_found_wherever_it_stands_in_a_long_answer(secret: str, form: str, at: int, times: int) -> None:
    """Also across the borders of what is searched at once, and more than once."""
    echo = ECHOES[form](secret).encode(wire(form))
    body = b"{" * at + (echo + b"}" * 70_000) * times

    assert without_secrets(body, Redactor([secret])).count(STARS.encode()) == times


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: path.parent.name)
def test_an_answer_without_secrets_is_the_same_object(path: Path) -> None:
    """Not a byte is copied, and none is lost."""
    body = path.read_bytes()

    assert without_secrets(body, Redactor(["5up3r-s3cret-t0ken", "aB\\3/x-Y_9+q"])) is body


def test_escapes_without_end_take_bounded_time() -> None:
    """Whoever sends a hundred megabytes of them isn't looked at closely all along."""
    search = Search(Redactor(["5up3r-s3cret"]), frozenset([b"5up3r+s3cret"]), 144)

    assert not list(search.spans(b"%41" * 500_000))
    assert search.left < 0 < MOST


@pytest.mark.parametrize("secret", ["pw-1", "sk1", "a.b"])
def test_a_short_secret_is_hidden_as_a_word(secret: str) -> None:
    """Not inside of others; one of two characters can't be told from anything."""
    text = f"bad password '{secret}' of x{secret}y"

    assert Redactor([secret]).redacted(text) == f"bad password '***' of x{secret}y"
    assert Redactor(["a", "ab"]).redacted("a ab about") == "a ab about"
    assert Redactor([]).redacted(text) == text


def test_the_name_of_a_setting_is_shown_though_a_secret_has_its_word() -> None:
    """A password that begins with `Password` doesn't hide which variable to look at."""
    redactor = Redactor(["Password-of-qualys-1"], ["qualys"])

    said = redactor.redacted("qualys answered 401 'Password-of-qualys-1': check FETCHER_QUALYS_VMDR_PASSWORD")

    assert said == "qualys answered 401 '***': check FETCHER_QUALYS_VMDR_PASSWORD"


@pytest.mark.parametrize(
    ("address", "secrets"),
    [
        ("t0ken-alone", ["t0ken-alone"]),
        ("redis://127.0.0.1:6379/0", []),
        ("redis://:pa55word@127.0.0.1:6379/0", ["pa55word"]),
        ("mongodb://user:p%40ss#w/rd@a.example:27017,b.example/?replicaSet=rs0", ["p%40ss#w/rd", "p@ss#w/rd"]),
        (
            "mongodb://a.example/?tlsCertificateKeyFilePassword=s3same&authMechanismProperties=AWS_SESSION_TOKEN:t0k,B:c",
            ["s3same", "t0k", "c"],
        ),
    ],
)
def test_of_an_address_what_lets_in_is_secret(address: str, secrets: list[str]) -> None:
    """Where it is may be told."""
    assert sorted({secret for secret in secrets_in(address) if secret}) == sorted(secrets)


def test_an_address_is_shown_without_user_and_password() -> None:
    """The last sign of its kind ends the password."""
    assert without_credentials("http://svc:p@ss#1@proxy.example:3128") == "http://***@proxy.example:3128"
    assert without_credentials("no address") == "no address"
    assert credentials("proxy.example:3128") == ("", "", "proxy.example:3128")


def test_a_line_of_the_log_is_searched_through() -> None:
    """Deep in it too; what has no secret keeps its type, and the names of events are ours."""
    known = Known()
    known.learn(["5up3r-s3cret", ""])
    line = {
        "event": "5up3r-s3cret",
        "n": 1,
        "deep": {"list": ["a", ("%35up3r-s3cret",)]},
        "path": Path("x"),
        "none": None,
    }

    clean = known.redacted_line(line)

    assert clean == {**line, "deep": {"list": ["a", ["***"]]}}
    assert json.dumps(known.redacted_value(b"5up3r-s3cret")) == "\"b'***'\""


def test_secrets_of_long_ago_are_forgotten() -> None:
    """A service that runs for years gets a token each half hour."""
    known = Known()
    for number in range(600):
        known.learn([f"t0ken-of-{number:04}"])

    assert known.redacted("(t0ken-of-0599)") == "(***)"
    assert len(known._secrets) == 500
