"""What kind of machine it is."""

import pytest

from services.normalizer.hardware import device_type


@pytest.mark.parametrize(
    ("said", "maker", "model", "chassis", "kind"),
    [
        ("Server", "Xen", "HVM domU", "1", "server"),
        ("Domain Controller", "Microsoft Corporation", "Virtual Machine", "3", "server"),
        ("Windows Server", "Dell Inc.", "PowerEdge R640", None, "server"),
        (None, "Xen", "HVM domU", None, "virtual"),
        (None, "VMware, Inc.", "VMware Virtual Platform", None, "virtual"),
        ("Workstation", "Google", "Google Compute Engine", None, "virtual"),
        ("Workstation", "Apple Inc.", "MacBookPro17,1", "0", "laptop"),
        ("Workstation", "Dell Inc.", "Unheard of", "10", "laptop"),
        ("Workstation", "Dell Inc.", "Unheard of", "Notebook", "laptop"),
        ("Workstation", "Dell Inc.", "OptiPlex 7090", "3", "desktop"),
        ("Workstation", None, None, None, "desktop"),
        (None, "Dell Inc.", "PowerEdge R640", "Rack Mount Chassis", "server"),
        (None, None, None, None, "unknown"),
    ],
)
def test_the_kind_of_a_device(
    said: str | None, maker: str | None, model: str | None, chassis: str | None, kind: str
) -> None:
    """The vendor's word for a server first, then a virtual maker, then what the box is."""
    assert device_type(said, maker, model, (chassis, None)) == kind
