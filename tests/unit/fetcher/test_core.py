"""Where a sync stands: after a page, at its start, and when it goes on."""

import pytest

from services.fetcher.core import Ask, Cursor, Page, begin, go_on
from services.fetcher.endless import MOST_ALIKE, Course, Repeats
from shared.errors import Temporary
from tests.unit.fetcher.world import CROWDSTRIKE, QUALYS, settings_of

PLACE = "api.example.com/api/qualys/hosts/get"


def test_what_may_be_shown_of_a_request_is_host_and_path() -> None:
    """Neither a user nor a query of the URL, nor headers nor body: they may hold a secret."""
    ask = Ask("GET", "https://me:s3cret@Api.example.com:8443/v1?key=s3cret", {"k": "v"}, {"token": "s3cret"}, b"s3cret")

    assert ask.place == "api.example.com/v1"
    assert "s3cret" not in repr(ask).replace(ask.url, "")


def test_a_page_moves_the_cursor() -> None:
    """Its number, the hosts, those that fitted no message, the vendor's place; sync and source stay."""
    before = Cursor(sync_id="s", source=PLACE, at="a", sequence=3, hosts=6, unfit=1)

    assert before.after(Page([1, 2], "b"), unfit=1) == Cursor(
        sync_id="s", source=PLACE, at="b", sequence=4, hosts=8, unfit=2
    )


def test_an_answer_without_hosts_is_no_page() -> None:
    """It moves the vendor's place alone: the next page has the number that this one would have had."""
    before = Cursor(sync_id="s", at="a", sequence=3, hosts=6)

    assert before.after(Page((), "b"), unfit=0) == before.model_copy(update={"at": "b"})


def test_after_the_last_page_the_place_is_its_own() -> None:
    """The vendor has no further one."""
    assert Cursor(sync_id="s", at="a").after(Page([1], None), 0) == Cursor(sync_id="s", at="a", sequence=1, hosts=1)


def test_a_sync_begins_at_the_vendors_first_page() -> None:
    """It remembers whom it asks."""
    cursor = begin(QUALYS, settings_of(), "s-1")

    assert cursor == Cursor(sync_id="s-1", source=PLACE, at='{"skip":0,"limit":2}')


def test_a_sync_goes_on_from_what_was_stored() -> None:
    """To the byte."""
    stored = begin(QUALYS, settings_of(), "s-1").after(Page([1, 2], '{"skip":2,"limit":2}'), 1)

    assert go_on(QUALYS, settings_of(), stored.model_dump_json()) == stored


def test_another_token_or_port_is_the_same_server() -> None:
    """A new secret is no reason to begin anew."""
    stored = begin(QUALYS, settings_of(), "s-1")
    later = settings_of(url="https://api.example.com:8443", token="another")  # noqa: S106 - no secret

    assert go_on(QUALYS, later, stored.model_dump_json()) == stored


@pytest.mark.parametrize("url", ["https://other.example.com", "https://api.example.com/v2"])
def test_a_sync_of_another_server_does_not_go_on(url: str) -> None:
    """Skipping its hosts would lose those of the new one; the reason names both."""
    stored = begin(QUALYS, settings_of(), "s-1").model_dump_json()

    with pytest.raises(ValueError, match=r"the sync was of api\.example\.com/api/qualys/hosts/get, the settings name "):
        go_on(QUALYS, settings_of(url=url), stored)


def test_another_vendors_sync_does_not_go_on() -> None:
    """Both vendors of one server have places of their own."""
    stored = begin(CROWDSTRIKE, settings_of("crowdstrike"), "s-1").model_dump_json()

    with pytest.raises(ValueError, match="crowdstrike/hosts/get, the settings name"):
        go_on(QUALYS, settings_of(), stored)


@pytest.mark.parametrize(
    "stored",
    ["", "x", "null", "[]", "{}", '{"skip": 2, "limit": 2}', '{"sync_id": "s", "at": "a", "sequence": "many"}'],
)
def test_what_is_no_cursor_does_not_go_on(stored: str) -> None:
    """No JSON, other JSON, a cursor of another form."""
    with pytest.raises(ValueError, match=r"Cursor"):
        go_on(QUALYS, settings_of(), stored)


def test_a_cursor_from_before_sources_were_kept_does_not_go_on() -> None:
    """Whose it is can't be known."""
    stored = '{"sync_id": "s", "at": "{\\"skip\\":2,\\"limit\\":2}", "sequence": 1, "hosts": 2}'

    with pytest.raises(ValueError, match="the sync was of an unknown server"):
        go_on(QUALYS, settings_of(), stored)


@pytest.mark.parametrize("at", ["", "2", '{"skip": "two"}', '{"skip": -1}', '{"limit": 3}', '{"limit": 0}'])
def test_a_place_that_the_vendor_cant_read_does_not_go_on(at: str) -> None:
    """Nor one outside of what its API takes."""
    stored = Cursor(sync_id="s", source=PLACE, at=at).model_dump_json()

    with pytest.raises(ValueError, match="Place"):
        go_on(QUALYS, settings_of(), stored)


@pytest.mark.parametrize("circle", [1, 2, 3, 7, 40])
def test_pages_that_come_again_for_ever_are_stopped(circle: int) -> None:
    """However long their circle, and after however many others, before they came a few hundred times each."""
    others = [Page([{"id": number}], "x") for number in range(500)]
    ours = others[:circle]

    with pytest.raises(Temporary, match=f"a page came more than {MOST_ALIKE} times with the same hosts"):
        after(*others, *ours * (8 * MOST_ALIKE))


def test_pages_that_come_again_at_times_are_taken() -> None:
    """A vendor may repeat itself, or have nothing to tell for long."""
    pages = [Page([{"id": number}], "x") for number in range(5_000)]

    assert after(*pages[:5], *[pages[5]] * MOST_ALIKE, *pages, *pages).steps == 10_005 + MOST_ALIKE
    assert after(*[Page((), "x")] * 1_000).steps == 0


def after(*pages: Page) -> Repeats:
    """Return what is remembered after these pages."""
    repeats = Repeats()
    for page in pages:
        repeats = repeats.after(page)
    return repeats


@pytest.mark.parametrize("length", [1, 2, 3, 7, 64, 1000])
@pytest.mark.parametrize("before", [0, 1, 5, 500])
def test_a_vendor_that_leads_in_a_circle_is_stopped(length: int, before: int) -> None:
    """However long the circle is and wherever it is entered, after a few times its length; nobody else is."""
    places = [f"{number}" for number in range(before + length)]
    steps = list(zip(places, [*places[1:], places[before]], strict=True))

    def walk(count: int) -> Course:
        course = Course()
        for number in range(count):
            at = number if number < before else before + (number - before) % length
            course = course.after(*steps[at])
        return course

    assert walk(before + length - 1).steps == before + length - 1
    with pytest.raises(Temporary, match="leads us in a circle"):
        walk(3 * (before + length) + 3)


def test_the_end_is_no_circle() -> None:
    """There is no further place, which is none that was asked for."""
    assert Course().after("", None).after("", None).steps == 2
