"""Which of a host's names is its hostname."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.normalizer.limits import MAX_NAME
from services.normalizer.names import Names, clean_name, fold, read_names


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Web-1.Example.COM.", "web-1.example.com"),
        ("EC2AMAZ-K3V9QTB", "ec2amaz-k3v9qtb"),
        (" web ", "web"),
        ("WEB_1", "web_1"),
        ("web\u200b-1", "web-1"),  # a space of no width
        ("\uff57\uff45\uff42", "web"),  # full-width letters
        ("b\u00fccher", "b\u00fccher"),
        ("bu\u0308cher", "b\u00fccher"),  # the same, letter and dots apart
        ("10.0.0.7", None),
        ("fe80::1", None),
        ("John's MacBook", None),
        ("web..example", None),
        (".", None),
        ("", None),
        (None, None),
        ("x" * (MAX_NAME + 1), None),
    ],
)
def test_a_name_has_one_spelling(said: str | None, name: str | None) -> None:
    """Case, a final dot and characters that look alike make no difference; an address or a sentence is no name."""
    assert clean_name(said) == name


@example("\u0130\u0596")  # lower case takes it apart, and its marks are in the wrong order
@example("\U0001d550\u030a")  # a mathematical letter and a mark: one character only when both are plain
@given(st.text() | st.text(alphabet="aA\u0130\u1e9e\u212a\ufb01\u00ad. -\u0345\u03a9\u030a\U0001d550"))
def test_cleaning_a_clean_name_changes_nothing(said: str) -> None:
    """Folding is idempotent and total."""
    assert fold(fold(said)) == fold(said)
    assert clean_name(clean_name(said)) == clean_name(said)


@given(st.ip_addresses().map(str))
@example("fe80::1%eth0")
def test_an_address_is_no_name(ip: str) -> None:
    """In either family, with or without a zone."""
    assert (clean_name(ip), read_names([ip, "web1"]).every) == (None, ("web1",))


@pytest.mark.parametrize(
    ("candidates", "domain", "short", "fqdn", "of"),
    [
        (["ip-172-31-20-14.ec2.internal"], None, "ip-172-31-20-14", "ip-172-31-20-14.ec2.internal", "ec2.internal"),
        (["ec2amaz-k3v9qtb", "EC2AMAZ-K3V9QTB.WORKGROUP"], "WORKGROUP", "ec2amaz-k3v9qtb", None, None),
        (["WEB1"], "corp.example.com", "web1", "web1.corp.example.com", "corp.example.com"),
        (["WEB1"], "CORP", "web1", None, "corp"),
        (["birch-lt.lan"], None, "birch-lt", "birch-lt.lan", "lan"),
        (["web1", "web1.example.com"], None, "web1", "web1.example.com", "example.com"),
        (["web1", "other.example.com"], None, "web1", None, None),
        (["localhost.localdomain", "web1"], None, "web1", None, None),
        (["localhost"], None, "localhost", None, None),
        (["10.0.0.7", "web1"], None, "web1", None, None),
        (["Web server one", "web1"], None, "web1", None, None),
        ([None, ""], None, None, None, None),
    ],
)
def test_the_first_sensible_name_is_the_hostname(
    candidates: list[str | None], domain: str | None, short: str, fqdn: str | None, of: str | None
) -> None:
    """The short name is its first label; a full name has a real domain, which a work group is not."""
    names = read_names(candidates, domain)

    assert (names.short, names.fqdn, names.domain) == (short, fqdn, of)


@pytest.mark.parametrize(
    "given_name",
    [
        "i-0ca75c98c070e44a5",
        "ec2-203-0-113-21.compute-1.amazonaws.com",
        "ec2-203-0-113-21.eu-west-1.compute.amazonaws.com",
        "21.113.0.203.bc.googleusercontent.com",
        "vm1.westeurope.cloudapp.azure.com",
        "vm1.cloudapp.net",
        "ec2-203-0-113-21",
        "li1234-56.members.linode.com",
        "203-0-113-21.ip.linodeusercontent.com",
        "static.21.113.0.203.clients.your-server.de",
        "cpe-203-0-113-21.lines.example.net",
        "internal-shop-123.eu-west-1.elb.amazonaws.com",
        "0a1b2c3d-0000-4000-8000-00000000abcd",
        "1234567890123456789",
    ],
)
def test_what_a_cloud_calls_a_host_is_not_its_name(given_name: str) -> None:
    """Instance ids and public DNS names are kept among all names; the hostname is another, or none."""
    assert read_names([given_name]) == Names(every=(given_name,))
    assert read_names([given_name, "web1"]) == Names("web1", None, None, (given_name, "web1"))


@pytest.mark.parametrize(
    ("own", "short"),
    [
        ("ip-10-1-2-3.ec2.internal", "ip-10-1-2-3"),
        ("ip-10-1-2-3.eu-west-1.compute.internal", "ip-10-1-2-3"),
        ("vm1.k3jd.bx.internal.cloudapp.net", "vm1"),
        ("job-3.europe-west1-b.c.example-project.internal", "job-3"),
        ("db1.sub1.vcn1.oraclevcn.com", "db1"),
        ("ip-10-1-2-3.example.net", "ip-10-1-2-3"),
        ("web-1-2-3-4", "web-1-2-3-4"),
    ],
)
def test_a_name_inside_a_cloud_is_the_hosts_own(own: str, short: str) -> None:
    """The first label is what the system calls itself, be it made of its private address; the cloud adds a domain."""
    assert read_names([own]).short == short
    assert read_names([own]).fqdn == (own if "." in own else None)


@pytest.mark.parametrize("domain", ["compute-1.amazonaws.com", "westeurope.cloudapp.azure.com"])
def test_a_clouds_domain_is_no_domain_of_the_host(domain: str) -> None:
    """Neither alone nor behind a name."""
    assert read_names([f"ec2-203-0-113-21.{domain}"], domain).domain is None
    assert read_names(["web1"], domain) == Names("web1", None, None, ("web1",))


def test_a_name_that_is_too_long_is_kept_with_a_sign_at_its_cut() -> None:
    """It may be found, but it is no hostname."""
    names = read_names(["x" * 300, "web1"])

    assert (names.short, names.every) == ("web1", ("x" * (MAX_NAME - 1) + "…", "web1"))


def test_a_sentence_is_found_but_is_no_hostname() -> None:
    """A name that a person gave is kept among all names."""
    assert read_names(["John's MacBook Pro"]) == Names(every=("john's macbook pro",))


@given(st.lists(st.none() | st.text(), max_size=6), st.none() | st.text())
def test_any_texts_give_names(candidates: list[str | None], domain: str | None) -> None:
    """Whatever is said, a hostname is a first label of a name that was said, and all names are clean."""
    names = read_names(candidates, domain)

    assert names.short is None or any(name.partition(".")[0] == names.short for name in names.every)
    assert names.fqdn is None or names.fqdn.partition(".")[0] == names.short
    assert [name for name in names.every if fold(name) != name or len(name) > MAX_NAME] == []
