"""Text in, rows of cells out: a splitter that gets over stray and unclosed quotation marks."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

LINE_END = re.compile(r"\r\n|\n|\r")
# Further down than this a quotation mark is not looked for: a cell with so many line breaks is an unclosed one.
LINES_IN_A_CELL = 100
# So often each quotation mark of a line is looked at, on average, before the rest of it is taken as it stands.
LOOKS = 4
UNCLOSED = -2


@dataclass(frozen=True)
class Dialect:
    """How a file was written.

    Parameters
    ----------
    delimiter : str
        What stands between two cells. ``" "`` is any number of spaces;
        ``", "`` and ``"; "`` also take the delimiter without its space.
    quote : str, default='"'
        What stands around a cell that holds a delimiter; ``""`` if nothing does.
    escape : str, default=""
        What takes a character's meaning away; ``""`` if quotes are doubled for that.
    encoding : str, default="utf-8"
        A Python codec name.
    header_rows : int, default=1
        How many rows of names there are.
    first_line : int, default=1
        The line at which the table begins, with its names if it has any; the file's first is 1.
    """

    delimiter: str
    quote: str = '"'
    escape: str = ""
    encoding: str = "utf-8"
    header_rows: int = 1
    first_line: int = 1


@dataclass
class Rows:
    """The rows of a text.

    Parameters
    ----------
    cells : list of list of str
        The rows that are not blank.
    lines : list of int
        The line each begins at, from 0.
    after_blank : set of int
        The rows that follow a blank line.
    mended : list of int
        Rows with an unclosed quotation mark.
    rewritten : list of int
        Rows that are written otherwise than the rest.
    """

    cells: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    after_blank: set[int] = field(default_factory=set)
    mended: list[int] = field(default_factory=list)
    rewritten: list[int] = field(default_factory=list)

    def width(self) -> int:
        """The number of cells most rows have, of those with several; 1 if none has."""
        widths = Counter(len(row) for row in self.cells if len(row) > 1)
        return max(widths, key=lambda width: (widths[width], width)) if widths else 1


def split_lines(text: str) -> tuple[list[str], list[str]]:
    """The lines of a text and what ended each: LF, CRLF or CR, also mixed."""
    if "\r" not in text:
        lines = text.split("\n")
        return lines, ["\n"] * len(lines)
    return LINE_END.split(text), [*LINE_END.findall(text), ""]


def split_rows(lines: list[str], ends: list[str], dialect: Dialect, width: int = 0) -> Rows:
    """Cut lines into rows of cells.

    Parameters
    ----------
    lines, ends : list of str
        As `split_lines` gives them.
    dialect : Dialect
        How cells are written.
    width : int, default=0
        The number of cells that a row should have; 0 if that is not known.
        It decides whether a quotation mark without a second one on its line
        begins a cell with line breaks or is unclosed.
    """
    rows, splitter = Rows(), _Splitter(lines, ends, dialect, width)
    blank, at = False, 0
    while at < len(lines):
        if not lines[at].strip(" \ufeff") or (dialect.delimiter != "\t" and not lines[at].strip()):
            blank, at = True, at + 1
            continue
        if blank and rows.cells:
            rows.after_blank.add(len(rows.cells))
        blank = False
        cells, following, mended = splitter.row(at)
        if mended:
            rows.mended.append(len(rows.cells))
        rows.cells.append(cells)
        rows.lines.append(at)
        at = following
    return rows


class _Splitter:
    def __init__(self, lines: list[str], ends: list[str], dialect: Dialect, width: int) -> None:
        self._lines, self._ends, self._dialect, self._width = lines, ends, dialect, width
        self._cut = dialect.delimiter[0] if dialect.delimiter in (", ", "; ") else dialect.delimiter
        self._looks_left = 0
        self._closing = (0, -1)  # the next line on which a cell from the lines above would end, and where

    def row(self, at: int) -> tuple[list[str], int, bool]:
        """The cells of the row at a line, the line after it, and whether a quotation mark was not closed."""
        line, dialect = self._lines[at], self._dialect
        if dialect.delimiter == " ":
            line = line.replace("\t", " ").strip(" ")
        if (not dialect.quote or dialect.quote not in line) and (not dialect.escape or dialect.escape not in line):
            return self._plain(line), at + 1, False
        cells, following = self._scan(line, at, across=True)
        closed = following == at + 1
        if closed and (not self._width or len(cells) == self._width):
            return cells, following, False
        alone = cells if closed else self._scan(line, at, across=False)[0]
        joined = following > at + 1 and self._fits_better(cells, alone, at, following)
        fits = len(cells) >= self._width if joined else len(alone) == self._width
        if self._width and not fits:
            for across in (True, False):
                strict, below = self._scan(line, at, across, strict=True)
                if below and len(strict) == self._width:
                    return strict, below, True
        if joined:
            return cells, following, False
        return alone, at + 1, not closed

    def _fits_better(self, joined: list[str], alone: list[str], at: int, following: int) -> bool:
        """Whether lines are one row, rather than a row with an unclosed quotation mark and others."""
        if not self._width:
            return following - at < 6
        if len(joined) != self._width:
            if len(joined) < self._width:
                return len(alone) < self._width
            inner = (
                self._scan(self._lines[line], line, across=False)[0] for line in range(at + 1, min(following, at + 6))
            )
            return following - at < 6 and all(len(cells) != self._width for cells in inner)
        if len(alone) != self._width:
            return True
        first = next((below for below in range(at + 1, following) if self._lines[below].strip()), at)
        return len(self._scan(self._lines[first], first, across=False)[0]) != self._width

    def _plain(self, line: str) -> list[str]:
        if self._dialect.delimiter == " ":
            return line.split()
        cells = line.split(self._cut)
        return cells if self._cut == self._dialect.delimiter else [cells[0], *(c.removeprefix(" ") for c in cells[1:])]

    def _scan(self, line: str, at: int, across: bool, strict: bool = False) -> tuple[list[str], int]:
        """The cells of a line that holds quotation marks; 0 for the line after it, if one is never closed.

        Strictly read, a quotation mark before which a cell begins does not stand within another cell.
        """
        cells: list[str] = []
        dialect, cut, start, hopeless = self._dialect, self._cut, 0, False
        self._allow_looks(line)
        while True:
            body = start
            while body < len(line) and line[body] == " " and cut != " ":
                body += 1
            if dialect.quote and line.startswith(dialect.quote, body):
                # Where a cell is not closed on the line, none that begins behind it is looked through again.
                close = -1 if hopeless else self._close(line, body + 1, strict)
                hopeless = close == -1
                if close == UNCLOSED or (close < 0 and not across):
                    end = self._next_cut(line, body + 1)
                    # With another one in the cell, it is part of it: '"big" one'.
                    whole = close != UNCLOSED and dialect.quote in line[body + 1 : end]
                    cells.append(self._unescape(line[body + (not whole) : end]))
                elif close < 0:
                    found = self._close_below(at)
                    if not found:
                        return cells, 0
                    inner = [line[body + 1 :], self._ends[at]]
                    for below in range(at + 1, found):
                        inner += [self._lines[below], self._ends[below]]
                    at, line, hopeless = found, self._lines[found], False
                    self._allow_looks(line)
                    close = self._closing[1]
                    cells.append(self._unquote("".join([*inner, line[:close]])))
                    end = self._next_cut(line, close + 1)
                else:
                    cells.append(self._unquote(line[body + 1 : close]))
                    end = self._next_cut(line, close + 1)
            else:
                end = self._next_cut(line, start)
                first = start + (1 if cut != dialect.delimiter and cells and line.startswith(" ", start) else 0)
                cells.append(self._unescape(line[first:end]))
            if end >= len(line):
                return cells, at + 1
            start = end + len(cut)
            while cut == " " and line.startswith(" ", start):
                start += 1

    def _next_cut(self, line: str, start: int) -> int:
        end = line.find(self._cut, start)
        while end > 0 and self._dialect.escape and line[end - 1] == self._dialect.escape:
            end = line.find(self._cut, end + 1)
        return end if end >= 0 else len(line)

    def _close(self, line: str, start: int, strict: bool = False) -> int:
        """Where the quotation mark stands that ends a cell; -1 for nowhere, UNCLOSED if another cell begins first."""
        quote, escape, at, doubled = self._dialect.quote, self._dialect.escape, start, -1
        while self._looks_left > 0 and (at := line.find(quote, at)) >= 0:
            self._looks_left -= 1
            if escape and at and line[at - 1] == escape and not (at > 1 and line[at - 2] == escape):
                at += 1
            elif line.startswith(quote, at + 1):
                doubled = at + 1 if self._ends_cell(line, at + 2) else doubled
                if strict and doubled == at + 1 and self._begins_quoted(line, at + 2):
                    return doubled
                at += 2
            elif self._ends_cell(line, at + 1):
                return at
            elif strict and at > start and line.endswith(self._cut, 0, at):
                return UNCLOSED
            else:  # a stray one: part of the cell
                at += 1
        # A cell in quotes may end in a quotation mark that should have been doubled.
        return doubled if self._width else -1

    def _allow_looks(self, line: str) -> None:
        # Each cell that is never closed looks for its end through all of a line: without a limit a line of many such
        # takes the square of its length.
        self._looks_left = LOOKS * line.count(self._dialect.quote) + LOOKS if self._dialect.quote else 0

    def _ends_cell(self, line: str, at: int) -> bool:
        while self._cut != " " and at < len(line) and line[at] == " ":
            at += 1
        return at >= len(line) or line.startswith(self._cut, at)

    def _begins_quoted(self, line: str, at: int) -> bool:
        """Whether a row ends here, or its next cell stands in quotation marks."""
        return at >= len(line) or line.startswith(self._cut + self._dialect.quote, at)

    def _close_below(self, at: int) -> int:
        """The line below that ends a cell; 0 if none near does."""
        # Looked for once and kept: rows come one after another.
        below = max(self._closing[0], at + 1)
        if self._closing[0] <= at or self._closing[1] < 0:
            while below < len(self._lines) and self._close_at(below) < 0:
                below += 1
            self._closing = (below, self._close_at(below) if below < len(self._lines) else 0)
        return below if below < min(at + LINES_IN_A_CELL, len(self._lines)) else 0

    def _close_at(self, line: int) -> int:
        """Where a cell from the lines above ends on a line; -1 if it does not."""
        self._allow_looks(self._lines[line])
        return self._close(self._lines[line], 0) if self._dialect.quote in self._lines[line] else -1

    def _unquote(self, cell: str) -> str:
        quote = self._dialect.quote
        return self._unescape(cell.replace(quote * 2, quote) if quote * 2 in cell else cell)

    def _unescape(self, cell: str) -> str:
        escape = self._dialect.escape
        if not escape or escape not in cell:
            return cell
        marks = "".join(re.escape(mark) for mark in {*self._dialect.quote, *self._cut, escape})
        return re.sub(f"{re.escape(escape)}([{marks}])", r"\1", cell)
