"""Finds how the cells of a text are separated and quoted.

Each way of reading is tried on the first lines; the one is taken under which
rows are most regular and cells look most like numbers, dates and words. This
follows van den Burg, Nazabal & Sutton (2019), 'Wrangling messy CSV files by
detecting row and type patterns', Data Mining and Knowledge Discovery 33.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from core.data.reading.kinds import ADDRESS, kind
from core.data.reading.rows import Dialect, Rows, split_lines, split_rows

SAMPLE_LINES = 200
SAMPLE_CHARACTERS = 100_000
JUDGED_CELLS = 4000
# How much each is favoured where rows and cells are as regular: those that are usual, then those that are not.
USUAL = {",": 1.0, ";": 1.0, "\t": 1.02, "|": 1.0}
UNUSUAL = {"^": 0.96, "~": 0.96, "#": 0.9, "@": 0.9, ":": 0.86, " ": 0.84, "\x01": 1.0, "\x1c": 1.0, "\x1e": 1.0}
RARE = dict.fromkeys("\x1f\x7f§¦¬¶!*&$=`\\¤þ%?<>", 0.85)
# Signs of dates, numbers and names; such a delimiter stands at least twice on every line.
WITHIN_CELLS = dict.fromkeys("/+_-", 0.8)
LONGER = re.compile(r"(?:[^\w\s.\"'()]|\t){2,4}|(?<=\S) [^\w\s.\"'()]{1,2} (?=\S)|\\t")
LONGEST_DELIMITER = 4
UNUSUAL_QUOTES = "`|~^*$%"
EXCEL_HINT = re.compile(r"\ufeff?sep=(.)\s*", re.IGNORECASE)


def sample_of(text: str) -> tuple[list[str], list[str]]:
    """The first lines of a text, and what ended each."""
    lines, ends = split_lines(text[:SAMPLE_CHARACTERS])
    if len(text) > SAMPLE_CHARACTERS and len(lines) > 1:  # the last one is cut
        lines, ends = lines[:-1], ends[:-1]
    return lines[:SAMPLE_LINES], ends[:SAMPLE_LINES]


def find_dialect(lines: list[str], ends: list[str], delimiter: str = "") -> Dialect | None:
    """How the cells of these lines are written.

    Parameters
    ----------
    lines, ends : list of str
        The first lines of a text, as `sample_of` gives them.
    delimiter : str, default=""
        What stands between cells, where that is known.

    Returns
    -------
    Dialect or None
        None if there is one column only.
    """
    hint = EXCEL_HINT.fullmatch(lines[0]) if lines else None
    if hint:
        lines, ends = lines[1:], ends[1:]
    known = delimiter or (hint.group(1) if hint else "")
    best, best_score = None, 0.0
    for dialect, weight in _candidates(lines, known):
        rows = split_rows(lines, ends, dialect)
        if dialect.quote and (width := rows.width()) > 1:
            rows = split_rows(lines, ends, dialect, width)
        score = weight * _consistency(rows)
        if score > best_score + 1e-9:
            best, best_score = dialect, score
    if best is None or (best.delimiter in (" ", ":", *WITHIN_CELLS) and not known and _one_column(lines)):
        return None
    if not best.quote and not _stands_around('"', best.delimiter, "\n".join(lines)):
        best = replace(best, quote='"')  # further down there may be some
    return _with_space(best, lines, ends)


def _candidates(lines: list[str], known: str) -> Iterator[tuple[Dialect, float]]:
    text = "\n".join(lines)
    weights = {known: 1.0} if known else {**_single(lines, text), **_longer(lines, text)}
    for delimiter, weight in weights.items():
        sign = re.escape(delimiter)
        plain = 0.95 if _encloses('"', delimiter, text) else 0.995
        for quote in ('"', "'", "", *UNUSUAL_QUOTES):
            if quote and not (_stands_around if quote in "\"'" else _encloses)(quote, delimiter, text):
                continue
            mark = re.escape(quote)
            escapable = f"\\\\{mark}(?! *(?:$|{sign}))" if quote else f"\\\\{sign}"
            escapes = ("", "\\") if re.search(escapable, text, re.MULTILINE) and delimiter[0] != "\\" else ("",)
            for escape in escapes:
                favour = 1.0 if quote == '"' else 0.99 if quote else plain
                yield Dialect(delimiter, quote, escape), weight * favour * (1.01 if escape else 1.0)


def _single(lines: list[str], text: str) -> dict[str, float]:
    """The single signs that may be the delimiter, and how much each is favoured."""
    filled = [line for line in lines if line.strip()]
    present = Counter(text)
    if not filled:
        return {}
    weights = {mark: weight for mark, weight in USUAL.items() if present[mark]}
    for mark, weight in {**UNUSUAL, **RARE}.items():
        least = 0 if mark in ":@" and mark not in filled[0] else sum(mark in line for line in filled)
        if least >= max(1, 0.4 * len(filled)):
            weights[mark] = weight
    for mark, weight in WITHIN_CELLS.items():
        if filled[0].count(mark) > 1 and _regular(filled, mark) > 1:
            weights[mark] = weight
    return weights


def _longer(lines: list[str], text: str) -> dict[str, float]:
    """The runs of signs that may be the delimiter: those of which each line has as many as the others."""
    weights: dict[str, float] = {}
    filled = [line for line in lines if line.strip()]
    if not filled:
        return weights
    ends = Counter((line[0], line[-1]) for line in filled)
    for mark, _ in Counter(found.group() for found in LONGER.finditer(text)).most_common(8):
        sign = mark.strip(" ")[0]
        if len(set(mark)) == 1:
            mark = sign * _size(sign, filled[0], text)
        elif len(mark) > 2 and ends[mark[-1], mark[0]] > 0.5 * len(filled):
            continue  # quotation marks on both sides of a delimiter
        elif mark[0] != " " and text.count(sign) > 1.2 * text.count(mark) * mark.count(sign):
            continue  # the sign also stands alone
        if mark == "://":  # of addresses
            continue
        same = len(set(mark)) == 1
        if len(mark) > 1 and (
            sum(mark in line for line in filled) >= 0.6 * len(filled) if same else _regular(filled, mark, 0.7)
        ):
            # Brackets and the like next to a usual delimiter may be the cells' own.
            signs = set(mark.strip(" ")) if mark[0] != mark[-1] else set()
            weights[mark] = 0.98 if signs & USUAL.keys() and not signs <= USUAL.keys() else 1.12
    return weights


def _size(sign: str, first: str, text: str) -> int:
    """How many signs in a row are one delimiter: the fewest they come in, on the first line or nearly everywhere."""
    pattern = re.compile(re.escape(sign) + "+")
    above = [len(run) for run in pattern.findall(first)]
    runs = Counter(len(run) for run in pattern.findall(text))
    for size in range(LONGEST_DELIMITER, 1, -1):
        together = sum(number for length, number in runs.items() if length % size == 0)
        if runs[size] > 0.2 * together and (
            together >= 0.9 * runs.total() or (above and all(length % size == 0 for length in above))
        ):
            return size
    return 1


def _regular(lines: list[str], mark: str, least: float = 0.9) -> int:
    """How often a mark stands on the first line, and on nearly all others too; 0 if it does not."""
    counts = Counter(line.count(mark) for line in lines)
    first = lines[0].count(mark)
    most, number = counts.most_common(1)[0]
    return most if number >= least * len(lines) or (most == first and number >= 0.75 * len(lines)) else 0


def _stands_around(quote: str, delimiter: str, text: str) -> bool:
    """Whether a quotation mark stands next to a delimiter or at the end of a line."""
    sign = re.escape(delimiter)
    return re.search(f"(?:^|{sign}) ?\\\\?{quote}|{quote} ?(?:$|{sign})", text, re.MULTILINE) is not None


def _encloses(quote: str, delimiter: str, text: str) -> bool:
    """Whether a sign stands around whole cells and hardly anywhere else."""
    text = text.replace(quote * 2, "")
    if quote in delimiter or text.count(quote) < 4:
        return False
    mark, sign = re.escape(quote), re.escape(delimiter)
    whole = re.findall(f"(?:^|(?<={sign})){mark}[^{mark}]*{mark}(?=$|{sign})", text, re.MULTILINE)
    return 2.2 * len(whole) >= text.count(quote)


def _consistency(rows: Rows) -> float:
    """How regular rows are, times how many of their cells look like something."""
    width = rows.width()
    if width < 2:
        return 0.0
    # Lines around the table count little: half of a row with one cell.
    regular = [row for row in rows.cells if len(row) == width]
    near = sum(0.5 for row in rows.cells if 1 < len(row) == width - 1 or (len(row) == width + 1 and not row[-1]))
    weight = sum(0.5 if len(row) == 1 else 1.0 for row in rows.cells)
    pattern = min(1.0, (len(regular) + near) / weight) * (0.85 + 0.15 * (width - 1) / width)
    if len(regular) == 1 and len(rows.cells) > 2:
        pattern *= 0.5
    cells = [cell for row in regular for cell in row][:JUDGED_CELLS]
    worth = sum({"other": 0.0, "empty": 0.9}.get(kind(cell), 1.0) for cell in cells) / len(cells)
    return pattern * (0.02 + worth)


def _one_column(lines: list[str]) -> bool:
    """Whether lines are single values that hold a colon, a space or the like: times, dates, amounts, addresses."""
    filled = [line.strip() for line in lines if line.strip()]
    single = sum(kind(line) in ("time", "date") or ADDRESS.fullmatch(line) is not None for line in filled)
    return single >= 0.8 * len(filled)


def _with_space(dialect: Dialect, lines: list[str], ends: list[str]) -> Dialect:
    """The same with a space behind its delimiter, if one stands behind it everywhere."""
    if dialect.delimiter not in (",", ";"):
        return dialect
    spaced = replace(dialect, delimiter=dialect.delimiter + " ")
    width = split_rows(lines, ends, spaced).width()
    if dialect.quote:  # a delimiter within quotes does not count
        mark = re.escape(dialect.quote)
        quoted = re.compile(f"{mark}[^{mark}]*{mark}")
        lines = [quoted.sub("Q", line) for line in lines]
    rows = [line.split(dialect.delimiter)[1:] for line in lines]
    after = [cell for row in rows if len(row) == width - 1 for cell in row if cell]
    bare = sum(not cell.startswith(" ") for cell in after)
    return spaced if after and bare <= 0.01 * len(after) else dialect
