"""How a server may say again what it was sent."""

import html
import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from urllib.parse import quote, quote_plus

ECHOES: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "other case": str.swapcase,
    "repr": repr,
    "repr of bytes": lambda secret: repr(secret.encode()),
    "JSON": json.dumps,
    "JSON, slashes escaped": lambda secret: json.dumps(secret).replace("/", "\\/"),
    "JSON, all escaped": lambda secret: "".join(f"\\u{ord(sign):04X}" for sign in secret),
    "JSON in JSON": lambda secret: json.dumps(json.dumps(secret)),
    "repr of JSON": lambda secret: repr(json.dumps(secret)),
    "path": lambda secret: quote(secret, safe=""),
    "form": quote_plus,
    "form, small letters": lambda secret: quote_plus(secret).lower(),
    "percent throughout": lambda secret: "".join(f"%{byte:02x}" for byte in secret.encode()),
    "percent of percent": lambda secret: quote(quote(secret, safe=""), safe=""),
    "base64": lambda secret: b64encode(secret.encode()).decode(),
    "base64 without padding": lambda secret: b64encode(secret.encode()).decode().rstrip("="),
    "base64 for URLs": lambda secret: urlsafe_b64encode(secret.encode()).decode(),
    "Basic": lambda secret: b64encode(f"svc-rollcall:{secret}".encode()).decode(),
    "Basic, short user": lambda secret: b64encode(f"u:{secret}".encode()).decode(),
    "Basic, more after it": lambda secret: b64encode(f"us:{secret}\n".encode()).decode(),
    "base64 in lines": lambda secret: "\r\n".join(_cut(b64encode(secret.encode()).decode(), 8)),
    "hex": lambda secret: secret.encode().hex(),
    "HEX": lambda secret: secret.encode().hex().upper(),
    "markup": html.escape,
    "markup, by number": lambda secret: "".join(f"&#{ord(sign)};" for sign in secret),
    "markup, by hexadecimal number": lambda secret: "".join(f"&#x{ord(sign):x};" for sign in secret),
    "blanks in it": " ".join,
    "lines in it": lambda secret: "\r\n".join(_cut(secret, 5)),
    "repr of lines in it": lambda secret: repr("\n".join(_cut(secret, 5))),
    "UTF-16": lambda secret: secret.encode("utf-16-le").decode("latin-1"),
}


def _cut(text: str, length: int) -> list[str]:
    return [text[at : at + length] for at in range(0, len(text), length)]
