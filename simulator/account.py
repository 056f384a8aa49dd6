"""The one account of Qualys' production APIs: its name, and how it is told by those that ask for both each time."""

from base64 import b64decode

USERNAME = "simulator"


def is_account(authorization: str, password: str) -> bool:
    """Tell whether a header `Authorization` has the account's name and this password (Basic)."""
    kind, _, secret = authorization.partition(" ")
    try:
        return kind == "Basic" and b64decode(secret).decode() == f"{USERNAME}:{password}"
    except ValueError:
        return False
