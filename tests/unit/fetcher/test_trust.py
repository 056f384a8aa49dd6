"""Whose certificates are trusted: a file, folders, or those that come with httpx; what is none is refused by name."""

from pathlib import Path

import certifi
import pytest

from services.fetcher.trust import CERTIFICATE, trusted
from shared.errors import SettingError

AUTHORITIES = CERTIFICATE.findall(Path(certifi.where()).read_text(encoding="latin-1"))[:3]


def test_a_file_and_folders(tmp_path: Path) -> None:
    """A folder's files may have any names, and others beside them; what is no certificate is passed over."""
    file, folder, other = tmp_path / "ca.pem", tmp_path / "folder", tmp_path / "other"
    folder.mkdir()
    other.mkdir()
    file.write_text(f"# Ö\n{AUTHORITIES[0]}\n-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n", "utf-8")
    (folder / "ours.crt").write_text(AUTHORITIES[1])
    (folder / "README").write_text("none")
    (other / "ours.pem").write_text(AUTHORITIES[2])

    assert len(trusted({"SSL_CERT_FILE": str(file)}).get_ca_certs()) == 1
    assert len(trusted({"SSL_CERT_DIR": f"{folder}:{other}"}).get_ca_certs()) == 2
    assert len(trusted({"SSL_CERT_FILE": str(file), "SSL_CERT_DIR": str(folder)}).get_ca_certs()) == 2
    assert len(trusted({"SSL_CERT_FILE": "", "OTHER": "x"}).get_ca_certs()) > 50


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
@pytest.mark.parametrize("name", ["missing", "empty", "text.pem", "binary.pem"])
def test_what_is_none_is_refused_by_name(variable: str, name: str, tmp_path: Path) -> None:
    """A path that leads nowhere, a folder for a file, a file for a folder, one without a certificate."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.pem").write_text("-----BEGIN CERTIFICATE-----")
    (tmp_path / "binary.pem").write_bytes(bytes(range(256)))

    with pytest.raises(SettingError, match=rf"^{variable}: expected .* as PEM; got {tmp_path / name}"):
        trusted({variable: str(tmp_path / name)})
