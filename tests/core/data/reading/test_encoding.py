"""Bytes become text, whatever encoding they are in; what is no text is refused."""

from encodings.aliases import aliases

import pytest

from core import DataError, read_csv
from core.data.reading.encoding import decode, decode_as, refuse_what_is_no_text, wide_utf, without_zeros

KOREAN = "이름,나이\n김철수,34\n이영희,28\n"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp949", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_the_encoding_is_found(codec: str) -> None:
    text, encoding, lost = decode(KOREAN.encode(codec))
    assert (text.removeprefix("\ufeff"), encoding, lost) == (KOREAN, codec, 0)


def test_a_byte_that_is_spoilt_does_not_change_the_encoding() -> None:
    data = KOREAN.encode() * 5
    assert decode(data[:30] + b"\xff" + data[30:])[1:] == ("utf-8", 1)


def test_what_is_known_to_be_an_encoding_is_decoded_so() -> None:
    assert decode_as(KOREAN.encode("cp949"), "cp949") == (KOREAN, "cp949", 0)
    assert decode_as(b"a,\xff", "utf-8") == ("a,\ufffd", "utf-8", 1)
    assert decode_as(b"a,+2AA-", "utf-7") == ("a,\ufffd", "utf-7", 1)  # half a pair


def test_wide_characters_are_known_by_their_zeros() -> None:
    assert wide_utf("a,b\n1,2\n".encode("utf-16-le")) == "utf-16-le"
    assert wide_utf(b"a,b\n1,2\n") is None


def test_zero_bytes_are_left_out_or_escape_a_quotation_mark() -> None:
    assert without_zeros(b"a\0,b\0") == b"a,b"
    assert without_zeros(b'"x\0"y\0""') == b'"x""y"""'


def test_control_characters_are_no_text() -> None:
    refuse_what_is_no_text(b"a\x1fb\x1e1\x1f2\x1e" * 50, wide=False)  # databases write so
    refuse_what_is_no_text("a,b\n".encode("utf-32-le") * 50, wide=True)
    for data in (bytes(range(256)) * 20, bytes(500)):
        with pytest.raises(DataError, match="not a text file"):
            refuse_what_is_no_text(data, wide=False)


def test_any_codec_gives_a_table_or_a_sentence() -> None:
    failed = []
    for codec in sorted({*aliases.values(), "idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape"}):
        try:
            assert read_csv(b"a,b\n1,\xff\n2,xn--x\n", encoding=codec, delimiter=",").dialect.encoding == codec
        except DataError:
            failed.append(codec)
    assert {"idna", "punycode", "undefined", "base64_codec"} <= set(failed)
    assert not {"utf_8", "cp949", "latin_1", "utf_7", "unicode_escape"} & set(failed)
