"""Tells files that are no table written as text, by what they begin with, and says how a CSV is made of each."""

from __future__ import annotations

import codecs
import json
import re

from core.errors import DataError

SPREADSHEET = 'Open it in your spreadsheet program and choose "Save as… CSV".'
NO_TABLE = "Choose a CSV file: a table saved as text, with commas between its cells."
UNPACK = "Unpack it first and choose the CSV file that comes out."
EXPORT = "Save its table as CSV in the program that made it."
PANDAS = "Read it in Python and save the table by to_csv."
# What a file begins with, what it then is, and how a CSV is made of it.
MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", f"This looks like an Excel or zip file, not a CSV. {SPREADSHEET}"),
    (b"PK\x05\x06", f"This looks like an empty zip file, not a CSV. {NO_TABLE}"),
    (b"\xd0\xcf\x11\xe0", f"This looks like an Excel or zip file of the old kind (xls), not a CSV. {SPREADSHEET}"),
    (b"%PDF-", "This is a PDF, not a CSV. Copy its table into your spreadsheet program and save it from there as CSV."),
    (b"\x89PNG", f"This is not a text file but a picture (PNG). {NO_TABLE}"),
    (b"\xff\xd8\xff", f"This is not a text file but a picture (JPEG). {NO_TABLE}"),
    (b"GIF89a", f"This is not a text file but a picture (GIF). {NO_TABLE}"),
    (b"GIF87a", f"This is not a text file but a picture (GIF). {NO_TABLE}"),
    (b"II*\0", f"This is not a text file but a picture (TIFF). {NO_TABLE}"),
    (b"MM\0*", f"This is not a text file but a picture (TIFF). {NO_TABLE}"),
    (b"\x1f\x8b", f"This file is packed with gzip. {UNPACK}"),
    (b"BZh91AY&SY", f"This file is packed with bzip2. {UNPACK}"),
    (b"\xfd7zXZ", f"This file is packed with xz. {UNPACK}"),
    (b"\x28\xb5\x2f\xfd", f"This file is packed with zstd. {UNPACK}"),
    (b"7z\xbc\xaf", f"This file is packed with 7-Zip. {UNPACK}"),
    (b"Rar!\x1a", f"This file is packed with RAR. {UNPACK}"),
    (b"ARROW1\0", f"This is a Feather (Arrow) file, not a CSV. {PANDAS}"),
    (b"\x89HDF", f"This is an HDF5 file, not a CSV. {EXPORT}"),
    (b"SQLite format 3", "This is an SQLite database, not a CSV. Export one of its tables as CSV first."),
    (b"\x93NUMPY", "This is a NumPy file (npy), not a CSV. Read it in Python and save it by numpy.savetxt."),
    (b"RDX3\n", "This is an R data file, not a CSV. Open it in R and save the table by write.csv."),
    (b"$FL2@(#)", f"This is an SPSS file (sav), not a CSV. {EXPORT}"),
    (b"$FL3@(#)", f"This is an SPSS file (zsav), not a CSV. {EXPORT}"),
    (b"<stata_dta>", f"This is a Stata file (dta), not a CSV. {EXPORT}"),
    (b"\0" * 12 + b"\xc2\xea\x81\x60", f"This is a SAS file (sas7bdat), not a CSV. {EXPORT}"),
    (b"HEADER RECORD*******", f"This is a SAS transport file (xpt), not a CSV. {EXPORT}"),
    (
        b"{\\rtf",
        f"This is a text document (RTF), not a CSV. Copy its table into your spreadsheet program. {SPREADSHEET}",
    ),
)
# The same where more than one beginning is possible, or where it could be text.
PATTERNS: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"PAR1[^ -~\s]"), f"This is a Parquet file, not a CSV. {EXPORT}"),
    (re.compile(rb"\x80[\x02-\x05]"), f"This is a Python pickle, not a CSV. {PANDAS}"),
    (re.compile(rb"[\x69-\x73][\x01\x02]\x01\x00"), f"This is a Stata file (dta), not a CSV. {EXPORT}"),
)
XML = "This is an XML file, not a CSV. Open it in the program that made it and save its table as CSV."
EXCEL_XML = f"This is an Excel file of the XML kind, not a CSV. {SPREADSHEET}"
HTML = f"This is a web page (HTML), not a CSV, whatever its name ends in. {SPREADSHEET}"
JSON = f"This is JSON, not a CSV. {PANDAS}"
PYTHON = f"This is Python source, not a CSV. {NO_TABLE}"
PYTHON_LINE = re.compile(
    r"import [\w., ]+|from [\w.]+ import [\w*(][^;|\t]*|(?:def|class) \w+.*:|(?:if|for|with) .*:|return .*"
)
HEAD = 65_536


def refuse_known_kinds(data: bytes) -> None:
    """Raise the sentence that fits a file of another kind than text with a table.

    Raises
    ------
    DataError
        If the file begins as such a kind does.
    """
    for start, sentence in MAGIC:
        if data.startswith(start):
            raise DataError(sentence)
    for pattern, sentence in PATTERNS:
        if pattern.match(data):
            raise DataError(sentence)
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    head = data[:HEAD].decode("utf-16" if wide else "utf-8", errors="replace").removeprefix("\ufeff").lstrip()
    if head.startswith("<") and (sentence := _marked_up(head, data)):
        raise DataError(sentence)
    if _is_python([line.strip() for line in head.splitlines() if line.strip()]):
        raise DataError(PYTHON)
    if head.startswith(("{", "[")) and _is_json(head, cut=len(data) > HEAD):
        raise DataError(JSON)


def _marked_up(head: str, data: bytes) -> str:
    """What is wrong with a file that begins with a tag; nothing if only its first cell does."""
    start = re.sub(r"\A(?:\s*<!--.*?-->)+\s*", "", head[:4096], flags=re.DOTALL).lower()
    if start.startswith(("<!doctype html", "<html")):
        return HTML
    if start.startswith(("<?xml", "<!doctype")):
        return (
            EXCEL_XML if "office:spreadsheet" in start or "excel.sheet" in start else HTML if "<html" in start else XML
        )
    if re.match(r"<(?:table|head|body|meta|style|div|center)\b", start) and "<tr" in head.lower():
        return HTML
    root = re.match(r"<([A-Za-z_][\w:.\-]*)[\s>]", head)
    if root is None:
        return ""
    closing = f"</{root[1]}>".encode()
    return XML if data.rstrip().endswith(closing) and data.count(closing) == 1 else ""


def _is_python(lines: list[str]) -> bool:
    """Whether a text begins as source does, and one line in eight is what no row of a table is."""
    if len(lines) < 4 or not (lines[0].startswith(('"""', "#!", "# ")) or PYTHON_LINE.fullmatch(lines[0])):
        return False
    source = sum(PYTHON_LINE.fullmatch(line) is not None for line in lines)
    return source * 8 > len(lines) and any(re.match(r"(?:import|from) \w", line) for line in lines)


def _is_json(head: str, cut: bool) -> bool:
    """Whether a text is one JSON value, or one on each line, as far as it goes."""
    lines = [line for line in head.splitlines() if line.strip()][:2]
    by_line = len(lines) > 1 and all(_parses(line, cut=False) for line in lines)
    return by_line or _parses(head, cut)


def _parses(text: str, cut: bool) -> bool:
    try:
        json.loads(text)
    except RecursionError:
        return True
    except json.JSONDecodeError as error:
        return cut and error.pos > len(text) - 2000  # sound up to where it was cut
    return True
