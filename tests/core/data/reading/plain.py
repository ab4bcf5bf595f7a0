"""Tables without a row of names, and with spaces between their cells, made here, with the cells that are in them."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.core.data.reading.dirty import WORDS, Made, _numbered

Cells = list[list[str]]
NAMES = ["name", "city", "colour", "price", "count", "score", "day", "height", "width", "weight", "share", "rate"]


def _columns(rng: random.Random, rows: int) -> Cells:
    """Rows of a few columns, of which one at least is of numbers."""
    letters = rng.sample("abcdefghxyz", 4)
    codes = [f"{rng.choice('KXT')}{rng.randint(10, 99)}" for _ in range(5)]
    makers: list[Callable[[], str]] = [
        lambda: rng.choice(WORDS["en"]),
        lambda: str(rng.randint(0, 999)),
        lambda: f"{rng.gauss(0, 30):.2f}",
        lambda: f"20{rng.randint(10, 25)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}",
        lambda: rng.choice(["yes", "no"]),
        lambda: rng.choice(letters),
        lambda: rng.choice(codes),
        lambda: f"{rng.uniform(0, 1):.3e}",
        lambda: rng.choice("01"),
    ]
    chosen = [makers[rng.choice([1, 2])], *(rng.choice(makers) for _ in range(rng.randint(2, 6)))]
    rng.shuffle(chosen)
    return [[make() for make in chosen] for _ in range(rows)]


def _rows(rng: random.Random) -> int:
    return rng.choice([3, 5, 12, 60, 300])


def nameless(rng: random.Random) -> Made:
    cells = _columns(rng, _rows(rng))
    mark = rng.choice(",;\t|")
    text = "\n".join(mark.join(row) for row in cells)
    return Made("no header", text.encode(), _numbered(len(cells[0])), cells)


def nameless_words(rng: random.Random) -> Made:
    several = [rng.sample(WORDS["en"], rng.randint(2, 4)) for _ in range(rng.randint(2, 5))]
    cells = [[rng.choice(words) for words in several] for _ in range(rng.choice([8, 20, 80]))]
    text = "\n".join(map(",".join, cells))
    return Made("no header, words only", text.encode(), _numbered(len(several)), cells)


def _spaced(rng: random.Random, rows: Cells) -> str:
    """Rows with spaces between their cells: one, or so many that columns stand below one another."""
    way = rng.choice(["one", "left", "right", "some"])
    widths = [max(map(len, column)) + rng.choice([1, 2]) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        if way == "left":
            line = "".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        elif way == "right":
            line = "".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        else:
            line = "".join(cell + " " * (rng.randint(1, 3) if way == "some" else 1) for cell in row).rstrip()
        lines.append(line)
    return "\n".join(lines) + rng.choice(["", "\n"])


def spaces(rng: random.Random) -> Made:
    cells = _columns(rng, _rows(rng))
    names = rng.sample(NAMES, len(cells[0]))
    return Made("spaces", _spaced(rng, [names, *cells]).encode(), names, cells)


def spaces_nameless(rng: random.Random) -> Made:
    cells = _columns(rng, _rows(rng))
    return Made("spaces, no header", _spaced(rng, cells).encode(), _numbered(len(cells[0])), cells)


def spaces_quoted(rng: random.Random) -> Made:
    cells = _columns(rng, _rows(rng))
    for row in cells:
        row[0] = f"{rng.choice(WORDS['en'])} {rng.choice(WORDS['en'])}"
    names = rng.sample(NAMES, len(cells[0]))
    text = "\n".join(" ".join(f'"{cell}"' if " " in cell else cell for cell in row) for row in [names, *cells])
    return Made("spaces and quotes", text.encode(), names, cells)


def spaces_times(rng: random.Random) -> Made:
    cells = [[f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}", *row] for row in _columns(rng, _rows(rng))]
    names = rng.sample(NAMES, len(cells[0]))
    return Made("spaces and times", _spaced(rng, [names, *cells]).encode(), names, cells)


def spaces_commas(rng: random.Random) -> Made:
    cells = [[f"{rng.gauss(0, 30):.2f}".replace(".", ",") for _ in range(width)] for width in [rng.randint(2, 5)]]
    cells += [[f"{rng.gauss(0, 30):.2f}".replace(".", ",") for _ in cells[0]] for _ in range(_rows(rng))]
    names = rng.sample(NAMES, len(cells[0]))
    return Made("spaces and decimal commas", _spaced(rng, [names, *cells]).encode(), names, cells)


def spaces_pair(rng: random.Random) -> Made:
    one = rng.choice(
        [lambda: f"{rng.gauss(0, 3):.3f}", lambda: str(rng.randint(0, 99)), lambda: rng.choice(WORDS["en"])]
    )
    cells = [[one(), str(rng.randint(0, 999))] for _ in range(_rows(rng))]
    named = rng.random() < 0.5
    names = rng.sample(NAMES, 2) if named else _numbered(2)
    return Made("two columns and spaces", _spaced(rng, [names, *cells] if named else cells).encode(), names, cells)


def spaces_commented(rng: random.Random) -> Made:
    cells = _columns(rng, _rows(rng))
    names = rng.sample(NAMES, len(cells[0]))
    above = rng.choice(["# made by a machine\n", "# run 7, cold\n#\n", "% warm\n"])
    return Made("spaces below comments", (above + _spaced(rng, [names, *cells])).encode(), names, cells)


def spaces_indented(rng: random.Random) -> Made:
    cells = _columns(rng, _rows(rng))
    names = rng.sample(NAMES, len(cells[0]))
    text = "\n".join("   " + line for line in _spaced(rng, [names, *cells]).splitlines())
    return Made("indented spaces", text.encode(), names, cells)


def spaces_days_and_times(rng: random.Random) -> Made:
    day = rng.choice(["2024-05-{:02}", "2024/05/{:02}", "{:02}.05.2024"])
    cells = [
        [day.format(rng.randint(1, 28)), f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}", f"{rng.gauss(9, 5):.1f}"]
        for _ in range(_rows(rng))
    ]
    return Made(
        "days, times, spaces",
        _spaced(rng, [["day", "time", "value"], *cells]).encode(),
        ["day", "time", "value"],
        cells,
    )


def nameless_people(rng: random.Random) -> Made:
    cells = [
        [
            f"{rng.choice(WORDS['en'])} {rng.choice(WORDS['en'])} {n}"[: rng.choice([30, 40])],
            rng.choice(["m", "f"]),
            rng.choice(WORDS["en"]),
        ]
        for n in range(_rows(rng))
    ]
    return Made("no header, own words", "\n".join(map(",".join, cells)).encode(), _numbered(3), cells)


def nameless_gaps(rng: random.Random) -> Made:
    cells = [
        [cell if rng.random() < 0.8 else rng.choice(["", "?", "NA"]) for cell in row]
        for row in _columns(rng, rng.choice([12, 60]))
    ]
    mark = rng.choice(",;\t|")
    return Made("no header, gaps", "\n".join(mark.join(row) for row in cells).encode(), _numbered(len(cells[0])), cells)


def nameless_quoted(rng: random.Random) -> Made:
    cells = _columns(rng, _rows(rng))
    text = "\n".join(",".join(f'"{cell}"' for cell in row) for row in cells)
    return Made("no header, quoted", text.encode(), _numbered(len(cells[0])), cells)


def nameless_labels_last(rng: random.Random) -> Made:
    labels = rng.choice([["Iris-setosa", "Iris-versicolor"], ["<=50K", ">50K"], ["pos", "neg"], ["g", "b"]])
    width = rng.randint(2, 6)
    cells = [[*(f"{rng.uniform(0, 9):.1f}" for _ in range(width)), rng.choice(labels)] for _ in range(_rows(rng))]
    return Made("no header, labels", "\n".join(map(",".join, cells)).encode(), _numbered(width + 1), cells)


def nameless_mixed(rng: random.Random) -> Made:
    """Words with a few numbers among them, as of questionnaires."""
    makers = [
        ["1", "2", "3", "4", "5more"],
        ["2", "4", "more"],
        ["low", "med", "high"],
        ["small", "big"],
        ["vhigh", "low"],
    ]
    chosen = rng.sample(makers, rng.randint(2, 5))
    cells = [[rng.choice(words) for words in chosen] for _ in range(rng.choice([12, 60, 300]))]
    return Made("no header, answers", "\n".join(map(",".join, cells)).encode(), _numbered(len(chosen)), cells)


KINDS = (
    *(nameless, nameless_words, nameless_people, nameless_gaps, nameless_quoted, nameless_labels_last, nameless_mixed),
    *(spaces, spaces_nameless, spaces_quoted, spaces_times, spaces_commas, spaces_pair, spaces_commented),
    *(spaces_indented, spaces_days_and_times),
)


def plain_files(each: int, seed: int = 0) -> list[Made]:
    """As many files of each kind."""
    return [make(random.Random(f"plain {seed} {make.__name__} {number}")) for make in KINDS for number in range(each)]
