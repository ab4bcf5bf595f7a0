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

from core.data.kinds import kind
from core.data.rows import Form, Rows, split_lines, split_rows

SAMPLE_LINES = 200
SAMPLE_CHARACTERS = 100_000
JUDGED_CELLS = 4000
# How much each is favoured where rows and cells are as regular: those that are usual, then those that are not.
USUAL = {",": 1.0, ";": 1.0, "\t": 1.02, "|": 1.0}
UNUSUAL = {"^": 0.96, "~": 0.96, "#": 0.9, "@": 0.9, ":": 0.86, " ": 0.84, "\x01": 1.0, "\x1c": 1.0, "\x1e": 1.0}
RARE = dict.fromkeys("\x1f§¦¬¶!*&$=`\\¤þ", 0.85)
LONGER = re.compile(r"([^\w\s.\"'\-()+/])\1{1,2}|\|~\||~\|~|\^\|\^| \| ")
EXCEL_HINT = re.compile(r"\ufeff?sep=(.)\s*", re.IGNORECASE)


def sample_of(text: str) -> tuple[list[str], list[str]]:
    """The first lines of a text, and what ended each."""
    lines, ends = split_lines(text[:SAMPLE_CHARACTERS])
    if len(text) > SAMPLE_CHARACTERS and len(lines) > 1:  # the last one is cut
        lines, ends = lines[:-1], ends[:-1]
    return lines[:SAMPLE_LINES], ends[:SAMPLE_LINES]


def find_form(lines: list[str], ends: list[str], delimiter: str = "") -> Form | None:
    """How the cells of these lines are written.

    Parameters
    ----------
    lines, ends : list of str
        The first lines of a text, as `sample_of` gives them.
    delimiter : str, default=""
        What stands between cells, where that is known.

    Returns
    -------
    Form or None
        None if there is one column only.
    """
    hint = EXCEL_HINT.fullmatch(lines[0]) if lines else None
    if hint:
        lines, ends = lines[1:], ends[1:]
    known = delimiter or (hint.group(1) if hint else "")
    best, best_score = None, 0.0
    for form, weight in _candidates(lines, known):
        rows = split_rows(lines, ends, form)
        if form.quote and (width := rows.width()) > 1:
            rows = split_rows(lines, ends, form, width)
        score = weight * _consistency(rows)
        if score > best_score + 1e-9:
            best, best_score = form, score
    if best is None or (best.delimiter in (" ", ":") and not known and _one_column(lines)):
        return None
    if not best.quote and not _stands_around('"', best.delimiter, "\n".join(lines)):
        best = Form(best.delimiter, '"', best.escape)  # further down there may be some
    return _with_space(best, lines, ends)


def _candidates(lines: list[str], known: str) -> Iterator[tuple[Form, float]]:
    text = "\n".join(lines)
    present = Counter(text)
    weights = {mark: w for mark, w in {**USUAL, **UNUSUAL, **RARE}.items() if present[mark] and mark != "\n"}
    for mark, count in Counter(found.group() for found in LONGER.finditer(text)).most_common(6):
        # Several signs are one delimiter where they hardly stand alone; else there are empty cells.
        sign = mark.strip()[0]
        runs = [len(run) for run in re.findall(re.escape(sign) + "+", text)]
        if len(set(mark)) == 1:
            mark = mark[:2] if sum(run % 2 for run in runs) <= 0.05 * len(runs) else mark
            together = sum(run % len(mark) == 0 for run in runs)
        else:
            together = count * len(re.findall(re.escape(sign) + "+", mark))
        if together >= 0.9 * len(runs) and sign not in "#*=":
            weights[mark] = 1.06
    if known:
        weights = {known: 1.0}
    for delimiter, weight in weights.items():
        sign = re.escape(delimiter)
        for quote in ('"', "'", ""):
            if quote and not _stands_around(quote, delimiter, text):
                continue
            escapable = f"\\\\{quote}(?! *(?:$|{sign}))" if quote else f"\\\\{sign}"
            escapes = ("", "\\") if re.search(escapable, text, re.MULTILINE) and delimiter != "\\" else ("",)
            for escape in escapes:
                favour = 1.0 if quote == '"' else 0.995 if not quote else 0.99
                yield Form(delimiter, quote, escape), weight * favour * (1.01 if escape else 1.0)


def _stands_around(quote: str, delimiter: str, text: str) -> bool:
    """Whether a quotation mark stands next to a delimiter or at the end of a line."""
    sign = re.escape(delimiter)
    return re.search(f"(?:^|{sign}) ?{quote}|{quote} ?(?:$|{sign})", text, re.MULTILINE) is not None


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
    """Whether lines are single values that hold a colon or a space: times, dates, amounts."""
    filled = [line for line in lines if line.strip()]
    return sum(kind(line) in ("time", "date") for line in filled) >= 0.8 * len(filled)


def _with_space(form: Form, lines: list[str], ends: list[str]) -> Form:
    """The same with a space behind its delimiter, if one stands behind it everywhere."""
    if form.delimiter not in (",", ";"):
        return form
    spaced = Form(form.delimiter + " ", form.quote, form.escape)
    width = split_rows(lines, ends, spaced).width()
    if form.quote:  # a delimiter within quotes does not count
        quoted = re.compile(f"{form.quote}[^{form.quote}]*{form.quote}")
        lines = [quoted.sub("Q", line) for line in lines]
    rows = [line.split(form.delimiter)[1:] for line in lines]
    after = [cell for row in rows if len(row) == width - 1 for cell in row if cell]
    bare = sum(not cell.startswith(" ") for cell in after)
    return spaced if after and bare <= 0.01 * len(after) else form
