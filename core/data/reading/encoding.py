"""Bytes in, text out: refuses what is no text and finds the encoding of what is."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

import charset_normalizer

from core.data.reading.alphabets import (
    ALPHABETS,
    COMMON_HAN,
    COMMON_HANGUL,
    HEBREW_FINAL,
    SIGNS,
    THAI_ABOVE,
    THAI_BEFORE,
)
from core.data.reading.refusals import NO_TABLE, refuse_known_kinds
from core.errors import DataError

SAMPLE_BYTES = 60_000
OTHER_SCRIPTS = (
    "cp1251",
    "koi8_r",
    "cp866",
    "cp1253",
    "cp874",
    "iso8859_5",
    "iso8859_7",
    "mac_cyrillic",
    "cp1255",
    "cp1256",
)
# Of those under which a text fits as well, the one that is usual is taken.
TRUST = {
    **dict.fromkeys(OTHER_SCRIPTS, 0.85),
    **{"iso8859_15": 0.93, "iso8859_2": 0.93, "mac_roman": 0.9, "cp850": 0.89, "cp852": 0.89},
    **{"iso8859_7": 0.849, "iso8859_5": 0.83, "mac_cyrillic": 0.83, "cp874": 0.8, "cp1255": 0.86, "cp1256": 0.84},
}


# Some encodings can spell one half of a pair, which no text has.
HALF = re.compile("[\ud800-\udfff]")
# A single katakana of half width is rather a sign in another encoding.
LONE_HALF_WIDTH = re.compile("(?<![ｦ-ﾟ])[ｦ-ﾟ](?![ｦ-ﾟ])")


def refuse_what_is_no_text(data: bytes, wide: bool) -> None:
    """Raise the sentence that fits a binary file.

    Parameters
    ----------
    data : bytes
        A file.
    wide : bool
        Whether it is known to be UTF-16 or UTF-32.

    Raises
    ------
    DataError
        If the file begins as a known other kind does, or is full of control characters.
    """
    refuse_known_kinds(data)
    if wide:
        return
    head = data[:4096].rstrip(b"\0\x1a") or data[:4096]
    # Zero bytes are left out here: programs pad text files with them, and they are taken away later.
    # So are 1 and 28 to 31: databases put them between cells.
    control = sum(1 < byte < 9 or 13 < byte < 28 for byte in head)
    if control > len(head) // 100 or head.count(0) * 3 > len(head):
        raise DataError(f"This is not a text file. {NO_TABLE}")


def without_zeros(data: bytes) -> bytes:
    """Bytes but the zero ones; where all of them stand before quotation marks, these are doubled instead."""
    zeros = data.rstrip(b"\0").count(0)
    if zeros > 1 and zeros == data.count(b'\0"'):
        data = data.replace(b'\0"', b'""')
    return data.replace(b"\0", b"")


def wide_utf(data: bytes) -> str | None:
    """The kind of UTF-16 or UTF-32 that the bytes are, or None."""
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = data[: min(len(data), 4096) // 2 * 2]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if len(head) < 8 or max(even, odd) < len(head) // 20 or min(even, odd) * 3 > max(even, odd):
        return None
    codec = "utf-16-le" if odd > even else "utf-16-be"
    text = head.decode(codec, errors="replace")
    sound = sum(char.isprintable() or char in "\r\n\t" for char in text)
    return codec if sound > 0.97 * len(text) and ("\n" in text or "\r" in text) else None


def decode(data: bytes) -> tuple[str, str, int]:
    """Decode a text whose encoding is not known.

    Parameters
    ----------
    data : bytes
        A text file.

    Returns
    -------
    text, encoding, lost : tuple of str, str and int
        ``lost`` is how many characters could not be read and stand as U+FFFD.
    """
    if codec := wide_utf(data):
        text = data.decode(codec, errors="replace")
        return text.removeprefix("\ufeff").rstrip("\x1a"), codec, text.count("\ufffd")
    utf_8 = "utf-8-sig" if data.startswith(codecs.BOM_UTF8) else "utf-8"
    try:
        return data.decode(utf_8), utf_8, 0
    except UnicodeDecodeError:
        pass
    text = data.decode(utf_8, errors="replace")
    lost = text.count("\ufffd")
    # A byte or two were spoilt in a file that is UTF-8 otherwise: in no other encoding do so many bytes pair up.
    if utf_8 == "utf-8-sig" or len(text) - lost - len(text.encode("ascii", errors="ignore")) > 3 * lost:
        return text, utf_8, lost
    for encoding in _legacy_encodings(data):
        try:
            return data.decode(encoding), encoding, 0
        except UnicodeDecodeError:
            continue
    return data.decode("latin_1"), "latin_1", 0


def decode_as(data: bytes, encoding: str) -> tuple[str, str, int]:
    """Decode a text whose encoding is known; what comes out is as `decode` gives it."""
    text = data.decode(encoding, errors="replace").removeprefix("\ufeff")
    text = HALF.sub("\ufffd", text)
    return text, encoding, text.count("\ufffd")


def _legacy_encodings(data: bytes) -> list[str]:
    """Encodings that can be it, the likeliest first."""
    sample = _lines_beyond_ascii(data)
    scores: dict[str, float] = {}
    for encoding, judge in JUDGES.items():
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(sample, final=True)
        except UnicodeDecodeError:
            continue
        scores[encoding] = judge(text)
    ranked = sorted(scores, key=lambda encoding: -scores[encoding])
    if ranked and scores[ranked[0]] >= 0.3:
        return ranked
    match = charset_normalizer.from_bytes(sample, cp_isolation=["cp1252", "latin_1", *JUDGES]).best()
    return ([match.encoding] if match else []) + ["cp1252", *ranked]


def _lines_beyond_ascii(data: bytes) -> bytes:
    """Whole lines that hold bytes above 127, up to a limit: the rest says nothing about the encoding."""
    taken, size = [], 0
    for found in re.finditer(rb"[^\r\n]*[\r\n]*", data[: 50 * SAMPLE_BYTES]):
        line = found.group()[:SAMPLE_BYTES]
        if not line.isascii():
            # A line that is cut in two may be cut within a character.
            taken.append(line if len(line) < SAMPLE_BYTES else line[: line.rfind(b",") + 1])
            size += len(line)
        if size >= SAMPLE_BYTES:
            break
    return b"".join(taken) or data[:SAMPLE_BYTES]


def _alphabet_judge(encoding: str) -> Callable[[str], float]:
    """How well the text's characters beyond ASCII fit into one of the languages written in this encoding."""

    other_script = encoding in OTHER_SCRIPTS

    def judge(text: str) -> float:
        around = zip(" " + text, text, text[1:] + " ", strict=False)
        beyond = [(before, char, after) for before, char, after in around if char > "\x7f"]
        if not beyond:
            return 0.0
        odd, best = 0.0, 0.0
        for before, char, after in beyond:
            # A capital within a word, or a Latin letter in a word of another script, is what a wrong encoding makes.
            odd += (1.0 if before.islower() else 0.1) * (char.isupper() and before.isalpha())
            odd += other_script and before.isascii() and before.isalpha()
            # So is a letter with no letters around it.
            lone = (not before.isalpha() and not after.isalpha()) or (other_script and before < "\x80" > after)
            odd += 0.5 * (lone and char.isalpha()) + 0.1 * (encoding == "cp1252" and char in "ðþýÐÞÝ")
            # And a sign where no word has it.
            odd += (char in THAI_ABOVE and before < "ก") + (char in THAI_BEFORE and not "ก" <= after <= "ฮ")
            odd += char in HEBREW_FINAL and after.isalpha()
        for alphabet in ALPHABETS[encoding]:
            fit = sum(
                1.0 if char in alphabet else 0.65 if char in SIGNS else -1.0 if char < "\xa0" else 0.0
                for _, char, _ in beyond
            )
            best = max(best, fit)
        return (best - odd) / len(beyond) * TRUST.get(encoding, 0.95)

    return judge


def _share(text: str, worth: Callable[[str], float]) -> float:
    beyond = [char for char in text if char > "\x7f"]
    return sum(worth(char) for char in beyond) / len(beyond) if beyond else 0.0


def _lead(char: str, codec: str) -> int:
    try:
        code = char.encode(codec)
    except UnicodeEncodeError:
        return 0
    return code[0] if len(code) == 2 else 0  # EUC-KR spells rare syllables out in eight bytes


def _korean(char: str) -> float:
    if "가" <= char <= "힣":
        return 1.0 if char in COMMON_HANGUL else 0.65 if _lead(char, "euc_kr") else 0.05
    return 0.6 if char in SIGNS else 0.0


def _chinese(codec: str, first: int, last: int) -> Callable[[str], float]:
    def worth(char: str) -> float:
        if "一" <= char <= "鿿":
            frequent = first <= _lead(char, codec) <= last
            return 1.0 if char in COMMON_HAN and frequent else 0.58 if frequent else 0.1
        return 0.6 if char in SIGNS or char in "，。（）：、" else 0.0

    return worth


def _japanese(char: str) -> float:
    if "ぁ" <= char <= "ヿ":
        return 1.0
    if "ｦ" <= char <= "ﾟ":  # katakana of half width
        return 0.72
    if "一" <= char <= "鿿":
        frequent = 0x88 <= _lead(char, "shift_jis") <= 0x97
        return 0.9 if char in COMMON_HAN and frequent else 0.6 if frequent else 0.1
    return 0.6 if char in SIGNS or char in "、。（）：々" else 0.0


JUDGES: dict[str, Callable[[str], float]] = {
    "cp949": lambda text: _share(text, _korean),
    "cp932": lambda text: _share(LONE_HALF_WIDTH.sub("\ufffd", text), _japanese),
    "gb18030": lambda text: _share(text, _chinese("gb2312", 0xB0, 0xD7)),
    "euc_jp": lambda text: _share(text, _japanese),
    "big5": lambda text: _share(text, _chinese("big5", 0xA4, 0xC6)),
    **{encoding: _alphabet_judge(encoding) for encoding in ALPHABETS},
}
