"""The identity index in Redis: one script does whatever must be one step."""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha1
from pathlib import Path
from typing import Any, TypeVar

from redis.exceptions import NoScriptError

from shared.adapters.redis.faults import explained
from shared.adapters.redis.packing import entries, pack, read, row
from shared.adapters.redis.place import Place
from shared.ports import Change

SCRIPT = Path(__file__).with_name("index.lua").read_bytes()
_DIGEST = sha1(SCRIPT).hexdigest()  # noqa: S324 - what Redis names scripts by
MANY = 1000  # names in one question
FEW = 100  # changes in one commit: nobody else is served meanwhile

T = TypeVar("T")


class RedisIdentityIndex:
    """Implements `IdentityIndex`."""

    def __init__(self, place: Place, generation: str = "") -> None:
        """Use the live index of a namespace, or a generation beside it."""
        self._place, self._generation = place, generation

    async def get_many(self, names: Iterable[bytes]) -> dict[bytes, bytes]:
        """Return the values of those names that have one."""
        answers = [await self._do("values", row(part)) for part in _parts(names)]
        return {name: value for answer in answers for name, value in read(answer)}

    async def crowds(self, names: Iterable[bytes]) -> dict[bytes, frozenset[bytes]]:
        """Return the members of each crowd."""
        every = list(names)
        answers = [one for part in _parts(every) for one in await self._do("members", row(part))]
        return {name: frozenset(members) for name, members in zip(every, answers, strict=True)}

    async def crowd_sizes(self, names: Iterable[bytes]) -> dict[bytes, int]:
        """Return how many members each crowd has."""
        every = list(names)
        answers = [one for part in _parts(every) for one in await self._do("sizes", row(part))]
        return dict(zip(every, answers, strict=True))

    async def commit(self, changes: Sequence[Change]) -> list[int | None]:
        """Apply each change by itself, all or nothing.

        If the answer is lost, some may have been applied. To decide again from what is there then is safe: an applied
        change isn't found to be due again, and its hosts are in the outbox.
        """
        revisions: list[int] = []
        for part in _parts(changes, FEW):
            revisions += await self._do("commit", *(text for change in part for text in pack(change)))
        return [revision or None for revision in revisions]

    async def outbox(self, limit: int) -> list[tuple[bytes, int]]:
        """Return dirty hosts with their latest revisions, oldest first."""
        answer = await self._do("outbox", limit) if limit > 0 else []
        return [(host, int(float(revision))) for host, revision in zip(answer[::2], answer[1::2], strict=True)]

    async def clear(self, hosts: Iterable[tuple[bytes, int]]) -> None:
        """Take each host out of the outbox if its revision is still the one given."""
        for part in _parts(hosts, MANY):
            await self._do("clear", b"".join(entries({host: str(revision).encode()}) for host, revision in part))

    async def mark(self, hosts: Iterable[bytes]) -> None:
        """Put hosts into the outbox, with a revision above all that were given."""
        for part in _parts(hosts):
            await self._do("mark", row(part))

    async def size(self) -> int:
        """Return the bytes of names, values, crowds and members, without Redis's own structure."""
        return int(await self._do("size"))

    async def _do(self, act: str, *rest: bytes | int) -> Any:  # Any: each act answers in its own way
        arguments = (1, self._place.index, act, self._generation, *rest)
        with explained():
            try:
                return await self._place.client.execute_command("EVALSHA", _DIGEST, *arguments)
            except NoScriptError:  # a new server, or one that was started again; the call did nothing
                return await self._place.client.execute_command("EVAL", SCRIPT, *arguments)


def _parts(every: Iterable[T], size: int = MANY) -> Iterator[list[T]]:
    whole = list(every)
    for start in range(0, len(whole), size):
        yield whole[start : start + size]
