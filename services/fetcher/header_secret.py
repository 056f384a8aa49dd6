"""A secret that is sent in a header as it is."""

from typing import Annotated

from pydantic import AfterValidator, SecretStr


def fits_a_header(secret: SecretStr) -> SecretStr:
    """Return a secret that a header can hold.

    Raises:
        ValueError: it can't.

    """
    if not all("!" <= character <= "~" for character in secret.get_secret_value()):
        raise ValueError("expected a token of ASCII letters, digits and signs, as a header can hold it")
    return secret


HeaderSecret = Annotated[SecretStr, AfterValidator(fits_a_header)]
