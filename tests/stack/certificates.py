"""An authority of the tests' own, and certificates that it signed: made anew, with a day to live."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

KEY_PASSWORD = "key-password-1"  # noqa: S105 - of nobody


@dataclass(frozen=True, slots=True)
class Certificates:
    """Files, all PEM.

    Attributes:
        ca: the authority's certificate
        stranger: certificate of another authority, which signed nothing
        server: key and certificate of a server at 127.0.0.1, which isn't called `localhost`, in one file
        client: certificate of a client
        client_key: its key
        locked_key: the same key, encrypted with KEY_PASSWORD
        foreign_client: certificate and key of a client whom the stranger vouches for, in one file

    """

    ca: Path
    stranger: Path
    server: Path
    client: Path
    client_key: Path
    locked_key: Path
    foreign_client: Path


def make_certificates(folder: Path) -> Certificates:
    """Return certificates in a folder."""
    ca, ca_key = _authority(folder, "authority")
    stranger, stranger_key = _authority(folder, "stranger")
    names = "subjectAltName=IP:127.0.0.1"
    server, server_key = _signed(folder, "server", ca, ca_key, names)
    client, client_key = _signed(folder, "client", ca, ca_key, names)
    foreign, foreign_key = _signed(folder, "foreign", stranger, stranger_key, names)
    locked = folder / "client.locked.key"
    _openssl("pkcs8", "-topk8", "-in", client_key, "-out", locked, "-passout", f"pass:{KEY_PASSWORD}")
    return Certificates(
        ca=ca,
        stranger=stranger,
        server=_together(folder / "server.both", server_key, server),
        client=client,
        client_key=client_key,
        locked_key=locked,
        foreign_client=_together(folder / "foreign.both", foreign, foreign_key),
    )


def _authority(folder: Path, name: str) -> tuple[Path, Path]:
    certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
    new = ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", f"/CN={name}")
    _openssl(*new, "-keyout", key, "-out", certificate)
    return certificate, key


def _signed(folder: Path, name: str, ca: Path, ca_key: Path, extension: str) -> tuple[Path, Path]:
    certificate, key, request = (folder / f"{name}.{end}" for end in ("pem", "key", "csr"))
    extensions = folder / f"{name}.ext"
    extensions.write_text(extension)
    _openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}", "-keyout", key, "-out", request)
    by = ("-CA", ca, "-CAkey", ca_key, "-CAcreateserial", "-extfile", extensions, "-days", "1")
    _openssl("x509", "-req", "-in", request, *by, "-out", certificate)
    return certificate, key


def _together(path: Path, *parts: Path) -> Path:
    path.write_text("".join(part.read_text() for part in parts))
    return path


def _openssl(*arguments: str | Path) -> None:
    done = subprocess.run(["openssl", *arguments], capture_output=True, text=True, check=False)  # noqa: S603, S607
    assert done.returncode == 0, done.stderr
