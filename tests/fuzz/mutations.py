"""Each spoils data in one way."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.core.data.reading.dirty import dirty_files
from tests.fuzz.signs import BYTES, CODECS

LARGEST = 100_000  # bytes of an input
FILES = [made.data for made in dirty_files(each=3)]
Mutation = Callable[[random.Random, bytes], bytes]


def some_length(rng: random.Random, most: int = LARGEST) -> int:
    """As often from 10 to 100 as from 10,000 to 100,000."""
    return int(most ** rng.uniform(0.1, 1))


def _places(rng: random.Random, data: bytes) -> tuple[int, int]:
    start = rng.randrange(len(data) + 1)
    return start, min(len(data), start + some_length(rng, len(data) + 1))


def flipped_bits(rng: random.Random, data: bytes) -> bytes:
    spoilt = bytearray(data or b"\0")
    for _ in range(rng.randint(1, 10)):
        spoilt[rng.randrange(len(spoilt))] ^= 1 << rng.randrange(8)
    return bytes(spoilt)


def deletions(rng: random.Random, data: bytes) -> bytes:
    for _ in range(rng.randint(1, 5)):
        start, end = _places(rng, data)
        data = data[:start] + data[end:]
    return data


def insertions(rng: random.Random, data: bytes) -> bytes:
    for _ in range(rng.randint(1, 20)):
        at = rng.randrange(len(data) + 1)
        data = data[:at] + rng.choice(BYTES) * rng.choice([1, 1, 1, 2, 3, 50]) + data[at:]
    return data


def splices(rng: random.Random, data: bytes) -> bytes:
    other = rng.choice(FILES)
    return data[: rng.randrange(len(data) + 1)] + other[rng.randrange(len(other)) :]


def repeats(rng: random.Random, data: bytes) -> bytes:
    start, end = _places(rng, data)
    times = min(some_length(rng, 10_000), LARGEST // (end - start + 1))
    return data[:start] + data[start:end] * times + data[end:]


def truncation(rng: random.Random, data: bytes) -> bytes:
    return data[slice(*_places(rng, data))] if rng.random() < 0.3 else data[: rng.randrange(len(data) + 1)]


def other_encoding(rng: random.Random, data: bytes) -> bytes:
    text = data.decode(rng.choice(["utf-8", "cp949", "latin_1"]), errors="ignore")
    return text.encode(rng.choice(CODECS), errors="ignore")


def signs_swapped(rng: random.Random, data: bytes) -> bytes:
    return data.replace(rng.choice([b",", b"\n", b'"', b"1", b" ", b"e"]), rng.choice(BYTES))


def lines_shuffled(rng: random.Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    return b"".join(rng.choices(lines, k=len(lines))) if lines else data


MUTATIONS: list[Mutation] = [flipped_bits, deletions, insertions, splices, repeats, truncation, other_encoding]
MUTATIONS += [signs_swapped, lines_shuffled]


def mutated(rng: random.Random, data: bytes) -> bytes:
    """Spoil data in one way or a few."""
    for mutation in rng.sample(MUTATIONS, rng.choice([1, 1, 2, 3])):
        data = mutation(rng, data)[:LARGEST]
    return data
