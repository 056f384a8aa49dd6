"""What every identity index promises: compare-and-set of many names and an outbox; of crowds: test_index_crowds.py."""

from hashlib import blake2b

from hypothesis import given
from hypothesis import strategies as st

from shared.ports import IdentityIndex
from tests.contracts.changes import CROWD, A, B, C, change, check
from tests.contracts.conftest import New, several
from tests.contracts.index_model import Model, Step, compare, steps, take


def test_writes_reads_and_deletes(index: IdentityIndex) -> None:
    """A written value is read back, an absent name is left out, None deletes; a value may be empty or long."""

    async def scenario() -> None:
        long = b"x" * 70_000
        await index.commit([change(writes={A: b"1", B: b"", C: long})])
        assert await index.get_many([A, B, C, CROWD]) == {A: b"1", B: b"", C: long}
        await index.commit([change(expected={C: long}, writes={A: None, C: b"2"})])
        assert await index.get_many([A, B, C]) == {B: b"", C: b"2"}

    check(scenario)


def test_a_change_applies_whole_or_not_at_all(index: IdentityIndex) -> None:
    """If one expected value differs, nothing of that change is done; the others of the call are."""

    async def scenario() -> None:
        await index.commit([change(writes={A: b"1"})])
        good, bad, absent = await index.commit(
            [
                change(expected={A: b"1"}, writes={A: b"2"}, dirty=[A]),
                change(expected={A: b"1"}, writes={B: b"9"}, joins=[(CROWD, A)], dirty=[B]),
                change(expected={B: None}, writes={C: b"3"}),
            ]
        )
        assert good is not None
        assert absent is not None
        assert bad is None
        assert await index.get_many([A, B, C]) == {A: b"2", C: b"3"}
        assert await index.outbox(9) == [(A, good)]
        assert await index.crowds([CROWD]) == {CROWD: frozenset()}

    check(scenario)


def test_an_absence_is_expected_too(index: IdentityIndex) -> None:
    """A change that was decided when a name had no value conflicts when it has one, even an empty one."""

    async def scenario() -> None:
        first, second = await index.commit([change(expected={A: None}, writes={A: b""})] * 2)
        gone, again = await index.commit([change(expected={A: b""}, writes={A: None}), change(expected={A: None})])
        assert (first is None, second is None, gone is None, again is None) == (False, True, False, False)

    check(scenario)


def test_revisions_grow_and_the_outbox_holds_the_latest(index: IdentityIndex) -> None:
    """A host that changes again has its newest revision, and comes after those that changed before."""

    async def scenario() -> None:
        first, second, third = await index.commit([change(dirty=[A]), change(dirty=[B]), change(dirty=[A])])
        assert first
        assert second
        assert third
        assert 0 < first < second < third
        assert await index.outbox(9) == [(B, second), (A, third)]
        assert await index.outbox(1) == [(B, second)]
        await index.clear([(A, first), (B, second)])
        assert await index.outbox(9) == [(A, third)]

    check(scenario)


@several
@given(steps)
def test_does_what_the_port_says(new_index: New[IdentityIndex], every: list[Step]) -> None:
    """After any commits and clears, whatever can be read is what a plain model of the port's words holds."""

    async def scenario() -> None:
        model = Model()
        with new_index() as index:
            for step in every:
                await take(index, model, step)
                await compare(index, model)

    check(scenario)


names = st.binary(min_size=10, max_size=10) | st.sampled_from([A, B, C, b"\0" * 10])


@several
@given(
    st.lists(st.dictionaries(names, st.none() | st.binary(max_size=40) | st.builds(lambda n: n * 5, names)), max_size=8)
)
def test_behaves_like_a_dictionary(index: IdentityIndex, batches: list[dict[bytes, bytes | None]]) -> None:
    """Whatever is written, also names inside values, the map reads like a dictionary."""

    async def scenario() -> None:
        every = {name for batch in batches for name in batch} | {A, B, C}
        model = await index.get_many(every)
        for batch in batches:
            await index.commit([change(writes=batch)])
            model = {**model, **{name: value for name, value in batch.items() if value is not None}}
            model = {name: value for name, value in model.items() if batch.get(name, value) is not None}
            assert await index.get_many(every) == model

    check(scenario)


def test_many_names_at_once(index: IdentityIndex) -> None:
    """Thousands of names, hosts and members in one call are as few: no limit of the technology shows."""

    async def scenario() -> None:
        many = [blake2b(bytes([number // 256, number % 256]), digest_size=10).digest() for number in range(3000)]
        written = {name: name[-2:] for name in many}
        await index.commit([change(writes=written, joins=[(name, name) for name in many], dirty=many)])
        refused, applied = await index.commit([change(expected={**written, A: b""}), change(expected=written)])

        assert refused is None
        assert applied
        assert await index.get_many([*many, A]) == written
        assert await index.crowds(many) == {name: frozenset({name}) for name in many}
        assert sum((await index.crowd_sizes([*many, A])).values()) == len(many)
        await index.clear(await index.outbox(2999))
        assert len(await index.outbox(9)) == 1

    check(scenario)


def test_nothing_asked_is_nothing_given(index: IdentityIndex) -> None:
    """Empty calls are no errors; a change that does nothing still has a revision."""

    async def scenario() -> None:
        assert (await index.get_many([]), await index.crowds([]), await index.crowd_sizes([])) == ({}, {}, {})
        assert await index.commit([]) == []
        await index.clear([])
        first, second = [*await index.commit([change()]), *await index.commit([change()])]
        assert (first or 0) < (second or 0)

    check(scenario)


def test_size_counts_what_is_held(index: IdentityIndex) -> None:
    """The size grows with values and with members of crowds, and shrinks when a value goes."""

    async def scenario() -> None:
        sizes = [await index.size()]
        members = [(CROWD, number.to_bytes(10)) for number in range(1000)]
        for one in (change(writes={A: b"x" * 1000}), change(joins=members), change(writes={A: None})):
            await index.commit([one])
            sizes.append(await index.size())
        assert sizes[1] >= sizes[0] + 1000
        assert sizes[2] >= sizes[1] + 10_000
        assert sizes[3] <= sizes[2] - 1000

    check(scenario)
