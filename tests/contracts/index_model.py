"""The identity index as its port describes it, in dictionaries, and random steps to compare an adapter with it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from hypothesis import strategies as st

from shared.ports import Change, IdentityIndex

# Few names, members and values, so that expectations are met about as often as not. A name stands inside a value, and
# two share their first bytes, for adapters that pack many entries into one.
NAMES = (b"a" * 10, b"a" * 9 + b"b", b"\0" * 10)
CROWDS = (b"k" * 10, b"a" * 10)
MEMBERS = tuple(bytes([letter]) * 10 for letter in b"pqrs")
VALUES = (b"", b"1", NAMES[0], NAMES[1] * 3)


@dataclass(frozen=True)
class Commit:
    """A call with these changes."""

    changes: Sequence[Change]


@dataclass(frozen=True)
class Clear:
    """A call with these hosts, each with its latest revision or one before."""

    hosts: Sequence[tuple[bytes, int]]


Step = Commit | Clear


@dataclass
class Model:
    """What an index must hold. Revisions are the adapter's own: only their order is promised."""

    values: dict[bytes, bytes] = field(default_factory=dict)
    crowds: dict[bytes, frozenset[bytes]] = field(default_factory=dict)
    outbox: dict[bytes, int] = field(default_factory=dict)
    latest: int = 0

    def holds(self, change: Change) -> bool:
        """Whether the change meets what it expects."""
        return (
            all(self.values.get(name) == value for name, value in change.expected.items())
            and all(self._crowd(name) == members for name, members in change.settled.items())
            and all(len(self._moved(name, change)) > change.floor for name, _ in change.leaves)
        )

    def apply(self, change: Change, revision: int) -> None:
        """Do what the change says."""
        moved = {name: self._moved(name, change) for name, _ in (*change.joins, *change.leaves)}
        self.crowds |= moved | dict.fromkeys(change.settled, frozenset())
        for name, value in change.writes.items():
            self.values.pop(name, None)
            if value is not None:
                self.values[name] = value
        self.outbox |= dict.fromkeys(change.dirty, revision)
        self.latest = revision

    def _crowd(self, name: bytes) -> frozenset[bytes]:
        return self.crowds.get(name, frozenset())

    def _moved(self, name: bytes, change: Change) -> frozenset[bytes]:
        joined = {member for crowd, member in change.joins if crowd == name}
        left = {member for crowd, member in change.leaves if crowd == name}
        return (self._crowd(name) | joined) - left


async def take(index: IdentityIndex, model: Model, step: Step) -> None:
    """Do a step on both; the answers must agree."""
    match step:
        case Commit(changes):
            for change, revision in zip(changes, await index.commit(changes), strict=True):
                assert (revision is not None) == model.holds(change), change
                if revision is not None:
                    assert revision > model.latest
                    model.apply(change, revision)
        case Clear(hosts):
            entries = [(host, model.outbox.get(host, 1) - age) for host, age in hosts]
            await index.clear(entries)
            model.outbox = {host: at for host, at in model.outbox.items() if (host, at) not in entries}


async def compare(index: IdentityIndex, model: Model) -> None:
    """All that can be read must agree."""
    crowds = {name: model.crowds.get(name, frozenset()) for name in CROWDS}
    assert await index.get_many(NAMES) == model.values
    assert await index.crowds(CROWDS) == crowds
    assert await index.crowd_sizes(CROWDS) == {name: len(members) for name, members in crowds.items()}
    outbox = await index.outbox(99)
    assert dict(outbox) == model.outbox
    assert [at for _, at in outbox] == sorted(model.outbox.values())
    assert await index.outbox(2) == outbox[:2]


def _change(settled: dict[bytes, frozenset[bytes]]) -> st.SearchStrategy[Change]:
    others = [name for name in CROWDS if name not in settled]
    moves = (
        st.lists(st.tuples(st.sampled_from(others), st.sampled_from(MEMBERS)), max_size=3) if others else st.just([])
    )
    values = st.dictionaries(st.sampled_from(NAMES), st.none() | st.sampled_from(VALUES), max_size=2)
    return st.builds(
        Change,
        expected=st.just({}) | values,
        writes=values,
        joins=moves,
        leaves=st.just([]) | moves,
        settled=st.just(settled),
        floor=st.integers(0, 2),
        dirty=st.lists(st.sampled_from(NAMES), max_size=2, unique=True),
    )


_exact: st.SearchStrategy[dict[bytes, frozenset[bytes]]] = st.dictionaries(
    st.sampled_from(CROWDS), st.frozensets(st.sampled_from(MEMBERS), max_size=2), max_size=2
)
_no_crowd: dict[bytes, frozenset[bytes]] = {}
_changes = (st.just(_no_crowd) | _exact).flatmap(_change)
_hosts = st.tuples(st.sampled_from(NAMES), st.integers(0, 1))
_commits: st.SearchStrategy[Step] = st.builds(Commit, st.lists(_changes, max_size=4))
_clears: st.SearchStrategy[Step] = st.builds(Clear, st.lists(_hosts, max_size=2))
steps = st.lists(_commits | _clears, max_size=10)
