"""A vendor's id of a host, the one thing that has to be there."""

import pytest
from pydantic import ValidationError

from services.normalizer.types import IdNumber, IdText, Payload


class Named(Payload):
    """The two kinds of id."""

    text: IdText = "x"
    number: IdNumber = 0


@pytest.mark.parametrize(("said", "id_"), [("Ab12", "ab12"), (" ab12 ", "ab12"), (5, "5"), ({"$oid": "5F"}, "5f")])
def test_an_id_of_text_is_lower_case(said: object, id_: str) -> None:
    """One id in two cases is one id, and so are a number and its digits."""
    assert Named.model_validate({"text": said}).text == id_


@pytest.mark.parametrize("said", ["", " ", "a b", "a|b", "x" * 201, True, 1.5, None, ["a"]], ids=repr)
def test_what_is_no_id_is_refused(said: object) -> None:
    """An id is a word: it becomes part of keys, and of what operators type."""
    with pytest.raises(ValidationError):
        Named.model_validate({"text": said})


@pytest.mark.parametrize("said", [None, "", {}, True, 1.5, -1, "x", 2**64], ids=repr)
def test_what_is_no_id_number_is_refused(said: object) -> None:
    """A number that identifies is whole, positive, and there."""
    with pytest.raises(ValidationError):
        Named.model_validate({"number": said})


@pytest.mark.parametrize("said", [7, "7", {"$numberLong": "7"}], ids=repr)
def test_an_id_number_in_any_spelling(said: object) -> None:
    """Text and wrapper are taken."""
    assert Named.model_validate({"number": said}).number == 7
