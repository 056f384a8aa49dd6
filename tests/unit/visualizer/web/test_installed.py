"""What is installed on a host, on its page and for programs."""

import re

from services.deduper.core.merging import host_id
from shared.contracts.parts import Package
from shared.contracts.software import HostSoftware
from tests.unit.visualizer.web.site import HOSTILE, Stage, said

HOST = host_id("qualys:1")
SSH = Package(name="OpenSSH", version="9.6", maker="OpenBSD")


def fill(stage: Stage) -> None:
    """Store a host of which two vendors list programs."""
    hostile = Package(name=HOSTILE, version=HOSTILE, maker=HOSTILE)
    stage.put([[said("qualys", 1, software=(SSH, hostile)), said("tenable", 1, software=(SSH,))]])


def rows(text: str) -> list[list[str]]:
    """Return the lines of the table of programs."""
    table = text.partition('<h2 id="software">')[2].partition("</section>")[0]
    lines = re.findall(r'<tr><th scope="row">(.*?)</tr>', table)
    return [re.sub(r"</?small>|</td>$", "", line).replace("</th>", "").split("<td>") for line in lines]


def test_a_host_lists_its_programs(empty: Stage) -> None:
    """Name, maker, version, and every record that says so; hostile words are text."""
    fill(empty)
    hostile, ssh = sorted(rows(empty.text(f"/hosts/{HOST}")))
    assert [one.removesuffix("</td>").lower() for one in ssh] == ["openssh", "openbsd", "9.6", "qualys:1, tenable:1"]
    assert all(one.startswith("&lt;img") for one in hostile[:3])


def test_programs_are_answered_for_programs(empty: Stage) -> None:
    """As the store's event has them, by a former id too; of who has none, none; of nobody, nothing."""
    fill(empty)
    answers = [empty.browser.get(f"/api/hosts/{one}/software") for one in (HOST, host_id("tenable:1"))]
    found = [HostSoftware.decode(one.content) for one in answers]
    assert found[0] == found[1]
    assert [one.sources for one in found[0].programs if one.version == "9.6"] == [("qualys:1", "tenable:1")]
    (bare,) = empty.put([[said("qualys", 2)]])
    assert HostSoftware.decode(empty.browser.get(f"/api/hosts/{bare.id}/software").content).programs == ()
    assert "None of its records lists any." in empty.text(f"/hosts/{bare.id}")
    assert empty.browser.get("/api/hosts/nobody/software").status_code == 404
