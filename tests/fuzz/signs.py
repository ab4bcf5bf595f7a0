"""What inputs are made of: signs that mean something in a CSV file, and cells that are taken for something."""

from __future__ import annotations

import codecs

_CODECS = """utf-8 utf-8-sig utf-16 utf-16-le utf-16-be utf-32 cp949 cp932 gb18030 cp1252 big5 euc_jp cp1250 cp1251
koi8_r mac_roman cp037 utf-7 iso2022_jp hz"""
_DELIMITERS = ", ; | : || :: ~|~ ^ ~ # @ § \\ ab"
_CELLS = """0 1 -1 1.5 1,5 1.234,5 1e999 -1e-999 1e5 nan inf -inf NA ? - -- 0x1f 1_000 ² ½ ٣ １２ +5 (12) 5% $1,000 3억
2024-02-30 2024-01-01 0000-00-00 9999-12-31 20240101 00010101 31.12.1999 12:30 24:61 True red blue 서울 é # { {x}
\u200b e\u0301 \ufeff \ufffd \U0001f600 Total 합계 %s \\ " "" ' =1+1 sep="""
# Half surrogates, and bytes that begin a character or can be in none.
_BYTES = "eda080 00d8 dc00 ff 80 c080 b0a1 b0 81"

CODECS = _CODECS.split()
DELIMITERS = [*_DELIMITERS.split(), "\t", " ", ", ", "\x01", "\x1f"]
QUOTES = ['"', "'", "", "`", "“"]
NEWLINES = ["\n", "\r\n", "\r", "\n\n", "\n\r", "\x0b", "\x0c", "\x1e", "\x85", "\u2028", ""]
CELLS = [*_CELLS.split(), "", " ", "a b", "Source: us", "column 1", "\0", "\x1a", "9" * 20, "9" * 400, "x" * 300]
SIGNS = [*DELIMITERS, *QUOTES[:2], *NEWLINES, *CELLS, '","', '"\n"', "\\n", "sep=;\n", "# ", "---", "\0\0"]
BOMS = [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE]
BYTES = [*(sign.encode() for sign in SIGNS if sign), *BOMS, *(bytes.fromhex(code) for code in _BYTES.split())]
