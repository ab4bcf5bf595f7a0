"""Inputs for the reader, each made from a seed and a number: spoilt files, random text and bytes, and worse."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from tests.fuzz.mutations import FILES, LARGEST, MUTATIONS, Mutation, mutated, some_length
from tests.fuzz.signs import BOMS, BYTES, CELLS, CODECS, DELIMITERS, NEWLINES, QUOTES, SIGNS


def make_input(seed: int, number: int) -> tuple[str, bytes]:
    """What kind of input it is, and its bytes."""
    rng = random.Random(f"{seed} {number}")
    (make,) = rng.choices(list(KINDS), list(KINDS.values()))
    data = make(rng)
    if make not in SPOILT and rng.random() < 0.3:
        data = mutated(rng, data)
    return make.__name__.replace("_", " "), data[:LARGEST]


def _spoilt(mutation: Mutation) -> Callable[[random.Random], bytes]:
    def make(rng: random.Random) -> bytes:
        data = mutation(rng, rng.choice(FILES))
        return mutated(rng, data) if rng.random() < 0.4 else data

    make.__name__ = mutation.__name__
    return make


def random_table(rng: random.Random) -> bytes:
    """Rows with a delimiter, a quotation mark and a line end, from which some deviate."""
    delimiter, quote, end = rng.choice(DELIMITERS), rng.choice(QUOTES), rng.choice(NEWLINES)
    width, wrong = rng.randint(1, 12), rng.choice([0, 0, 0.02, 0.2])
    columns = [rng.sample(CELLS, rng.randint(1, 8)) for _ in range(width)]

    def cell(column: Sequence[str]) -> str:
        text = rng.choice(SIGNS if rng.random() < wrong else column)
        return f"{quote}{text}{quote}" if rng.random() < 0.2 else text

    lines = []
    for _ in range(rng.choice([1, 2, 3, 10, 50, 300])):
        row = [cell(column) for column in columns]
        row += [rng.choice(CELLS)] * (rng.random() < wrong)
        lines.append(delimiter.join(row) + (rng.choice(NEWLINES) if rng.random() < wrong else end))
    return "".join(lines).encode(rng.choice(["utf-8", rng.choice(CODECS)]), errors="ignore")


def sign_soup(rng: random.Random) -> bytes:
    """A few signs, each now and then many times over."""
    signs = rng.choices(SIGNS, k=rng.randint(2, 8))
    runs = (rng.choice(signs) * rng.choice([1, 1, 1, 2, 3, 30]) for _ in range(some_length(rng, 2000)))
    return "".join(runs).encode(errors="ignore")


def random_bytes(rng: random.Random) -> bytes:
    data = rng.randbytes(some_length(rng))
    few = rng.sample(range(256), rng.randint(1, 12)) if rng.random() < 0.5 else range(9, 127)
    return data if rng.random() < 0.4 else bytes(few[byte % len(few)] for byte in data)


def one_sign(rng: random.Random) -> bytes:
    return _around(rng, rng.choice(BYTES))


def short_pattern(rng: random.Random) -> bytes:
    """Quotes by delimiters and the like, over and over."""
    return _around(rng, b"".join(rng.choices(BYTES, k=rng.randint(2, 6))))


def deep_quotes(rng: random.Random) -> bytes:
    quote, delimiter = rng.choice([b'"', b"'"]), rng.choice([b",", b";", b"\t", b" "])
    patterns = [quote, quote * 2, quote * 3, quote + b"a", quote + delimiter, delimiter + quote, b"\\" + quote]
    patterns += [quote + b"\n", b"\n" + quote, quote * 2 + delimiter, quote + b" ", delimiter + quote + b"a" + quote]
    return _around(rng, b"".join(rng.choices(patterns, k=rng.randint(1, 3))))


def _around(rng: random.Random, pattern: bytes) -> bytes:
    """A pattern over and over, alone or within a table."""
    above = rng.choice([b"", b"", b"a,b\n1,2\n", b'a,b\n1,"', b"a;b;c\n1;2;3\n", rng.choice(FILES)])
    below = rng.choice([b"", b"", b"\n1,2\n", b'"', b"\n", rng.choice(FILES)])
    return above + pattern * (some_length(rng) // len(pattern)) + below


def long_lines(rng: random.Random) -> bytes:
    line = rng.choice([b"a", b"a,", b"1 ", b'"a",', b"12.5;", b'a"b ', "서울".encode("cp949"), b"\xe9", b"x\\,"])
    lines = (line * (some_length(rng, 50_000) // len(line)) for _ in range(rng.randint(1, 4)))
    return rng.choice([b"", b"a,b\n"]) + b"\n".join(lines)


def many_columns(rng: random.Random) -> bytes:
    width = rng.choice([100, 500, 1999, 2000, 2001, 5000, 20_000])
    row = rng.choice([b"1", b"a", b"", b'"a"', b"2024-01-01"]), rng.choice([b",", b";", b"\t", b" "])
    body = (row[1].join([row[0]] * (width + rng.choice([0, 0, 0, 1, -1]))) for _ in range(rng.randint(0, 20)))
    return b"\n".join([row[1].join(b"c%d" % number for number in range(width)), *body])


def many_rows(rng: random.Random) -> bytes:
    row = rng.choice(
        [b"1,2\n", b"a,1\n", b"\n1,2\n", b"1\n", b'"a","b"\n', b"1,2,\n", b"# a\n1,2\n", b"a;1\r\n", b",\n"]
    )
    data = bytearray(b"x,y\n" + row * (some_length(rng) // len(row)))
    for _ in range(rng.randint(0, 5)):
        data.insert(rng.randrange(len(data)), rng.choice(b'",;\n\r\\#'))
    return bytes(data)


def dirty_lines(rng: random.Random) -> bytes:
    """A few lines, of which some deviate, over and over in any order."""
    width, delimiter = rng.randint(1, 6), rng.choice([b",", b";", b"\t"])
    lines = [delimiter.join(rng.choice(BYTES) for _ in range(width)) for _ in range(rng.randint(1, 4))]
    lines += rng.sample(
        [b"", b'"', b'a,"', b'"a,b', b'"a" b",c', b"#", b"a", b"Total,1", b"1,2,3", b",,", b"\\", b" "], 3
    )
    ends = rng.choice([[b"\n"], [b"\r\n"], [b"\r", b"\n", b"\n\n"]])
    return b"".join(rng.choice(lines) + rng.choice(ends) for _ in range(some_length(rng, 20_000)))


def byte_order_marks(rng: random.Random) -> bytes:
    text = rng.choice(FILES).decode(errors="ignore")
    body = text.encode(rng.choice(["utf-8", "utf-16-le", "utf-16-be", "utf-32-le"]), errors="ignore")
    return b"".join(rng.choices(BOMS, k=rng.randint(1, 3))) + body + rng.choice([b"", b"\0", rng.choice(BOMS)])


def half_surrogates(rng: random.Random) -> bytes:
    text = "".join(
        rng.choice(["a", ",", "\n", "1", "\ud800", "\udc00", "\udfff"]) for _ in range(some_length(rng, 3000))
    )
    codec = rng.choice(["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
    return ("a,b\n" * rng.choice([0, 1, 100]) + text).encode(codec, errors="surrogatepass")


def zero_bytes(rng: random.Random) -> bytes:
    data = bytearray(rng.choice(FILES))
    for _ in range(rng.choice([1, 5, 100])):
        data.insert(rng.randrange(len(data)), 0)
    return bytes(data) + bytes(rng.choice([0, 1, 2, 1000]))


SPOILT: dict[Callable[[random.Random], bytes], float] = {_spoilt(mutation): 5 for mutation in MUTATIONS}
KINDS: dict[Callable[[random.Random], bytes], float] = {
    **SPOILT,
    **{random_table: 20, sign_soup: 10, random_bytes: 5, one_sign: 3, short_pattern: 4, deep_quotes: 4, long_lines: 2},
    **{many_columns: 1, many_rows: 3, dirty_lines: 4, byte_order_marks: 2, half_surrogates: 2, zero_bytes: 2},
}
