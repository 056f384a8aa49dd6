"""Entries of the index: what is written is read again, equal content has equal bytes."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from services.deduper.core.clusters import MAX_REFUSALS, MAX_SIDES, Refusal, Side
from services.deduper.core.entries import GHOST, Node, pack_key, pack_node, unpack_key, unpack_node, unstamped
from services.deduper.core.usable import Trust
from shared.contracts.version import content_of, with_stamp

refs = st.binary(min_size=10, max_size=10)
keys = st.binary(min_size=11, max_size=11)
refusals = st.builds(Refusal, st.integers(-1, 6), st.lists(st.builds(Side, refs, keys), max_size=MAX_SIDES).map(tuple))
nodes = st.builds(
    Node,
    refs,
    st.text(max_size=40).map(lambda text: text.encode("utf-8", "replace").decode()),
    st.one_of(st.binary(min_size=26, max_size=26), st.binary(min_size=16, max_size=16).map(with_stamp)),
    st.lists(keys, max_size=60).map(tuple),
    refs,
    gone=st.one_of(st.just(0), st.integers(-(1 << 63), (1 << 63) - 1)),
)


@given(nodes, st.lists(refs, max_size=40), st.lists(refusals, max_size=MAX_REFUSALS))
def test_a_record_is_read_as_it_was_written(
    node: Node,
    members: list[bytes],
    refused: list[Refusal],
) -> None:
    """Roots with members and refusals, others without; a root that is alone needs no list of itself."""
    if members or node.root == node.ref:
        node.root, node.members, node.refusals = node.ref, (node.ref, *members), tuple(refused)
    entry = pack_node(node)

    assert unpack_node(node.ref, entry) == node
    assert pack_node(unpack_node(node.ref, entry)) == entry


def test_a_record_alone_and_a_ghost_are_short() -> None:
    """Most records are alone: their entry is the version, the keys and the id; of old ones without a stamp."""
    alone = Node(b"r" * 10, "qualys:1", with_stamp(b"v" * 16), (b"k" * 11,), b"r" * 10, (b"r" * 10,))

    assert len(pack_node(alone)) == 1 + 16 + 2 + 11 + len("qualys:1")
    assert unpack_node(alone.ref, pack_node(alone)) == alone
    alone.version = b"v" * 26
    assert len(pack_node(alone)) == 1 + 26 + 2 + 11 + len("qualys:1")
    assert unpack_node(alone.ref, pack_node(alone)) == alone
    assert unpack_node(b"r" * 10, pack_node(Node(b"r" * 10, "qualys:1"))).version == GHOST


@given(nodes, st.binary(min_size=10, max_size=10))
def test_entries_that_differ_by_their_stamp_mean_the_same(node: Node, stamp: bytes) -> None:
    """Of a record that is listed again nothing else changes; any other byte counts."""
    other = replace(node, version=node.version[:8] + stamp + node.version[18:])
    changed = replace(node, version=with_stamp(bytes([node.version[0] ^ 1]) + content_of(node.version)[1:]))

    assert unstamped(pack_node(node)) == unstamped(pack_node(other))
    assert unstamped(pack_node(node)) != unstamped(pack_node(changed))
    assert unstamped(pack_node(node)) != unstamped(pack_node(replace(node, gone=node.gone ^ 1)))


@given(st.sampled_from([Trust.USABLE, Trust.DISPUTED]), st.lists(refs, min_size=1, max_size=32).map(tuple))
def test_a_key_is_read_as_it_was_written(trust: Trust, carriers: tuple[bytes, ...]) -> None:
    """Trust and carriers; without carriers there is no entry."""
    entry = pack_key(trust, carriers)

    assert entry is not None
    assert unpack_key(entry) == (trust, carriers)
    assert pack_key(trust, ()) is None
    assert unpack_key(None) == (Trust.USABLE, ())
