"""Dirty files, made here from random tables, with the names and cells that a reader should find in them.

The expected values come from the table that a file was written from, never from the reader.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

WORDS = {
    language: words.split()
    for language, words in {
        "kana": "ﾔﾏﾀﾞ ｽｽﾞｷ ﾄｳｷｮｳ ｵｵｻｶ ｻｯﾎﾟﾛ ｶﾅｶﾞﾜ ﾌﾘｺﾐ ﾃﾞﾝｷﾘｮｳｷﾝ",
        "he": "ספר שולחן אדום כחול ירושלים חיפה ילדים מים לחם שלום",
        "ar": "كتاب مدرسة أحمر أزرق القاهرة بيروت طالب ماء خبز سلام",
        "th": "โรงเรียน สีแดง เชียงใหม่ ผลไม้ น้ำดื่ม ครู นักเรียน ปลา",
        "el": "Αθήνα κόκκινο μπλε Άννα βιβλίο Πάτρα ψωμί νερό Ίος Χανιά",
        "en": "red blue green north south card cash apple pear house river stone cloud table glass paper",
        "fr": "été hôtel garçon forêt œuvre déjà très théâtre élève français chêne où réglé café",
        "de": "Größe Müller schön Straße Äpfel über grün für Köln Bär süß Öl Weiß fünf",
        "es": "niño año corazón señor canción jardín mañana árbol público así María España",
        "pl": "żółty Łódź śnieg gęś ćma źródło książka piękny większość Kraków łąka dąb może są",
        "cs": "žlutý kůň příliš Plzeň řeka město děti úterý žába šest čtyři Třebíč",
        "ru": "Москва красный синий город улица яблоко зима весна Сергей Ольга книга стол",
        "ko": "서울 부산 대구 김철수 이영희 박민준 빨강 파랑 사과 학교 회사 경기도 강남구 남자 여자",
        "ja": "東京 大阪 さくら みかん たなか りんご カメラ テレビ ひまわり 京都 ねこ いぬ 名古屋 鈴木",
        "zh": "北京 上海 广州 苹果 红色 学校 公司 老师 学生 中国 男 女 张伟 李娜 王芳 深圳",
        "tw": "臺北 高雄 蘋果 紅色 學校 公司 老師 學生 中國 電話 時間 陳小明 張先生",
    }.items()
}
NAMES = {
    language: words.split()
    for language, words in {
        "kana": "ﾅﾏｴ ﾄｼ ﾈﾝﾚｲ ﾃﾝｽｳ ﾋﾂﾞｹ ﾈﾀﾞﾝ",
        "he": "שם עיר מחיר תאריך כמות הערה",
        "ar": "الاسم المدينة السعر التاريخ الكمية ملاحظة",
        "th": "ชื่อ เมือง ราคา วันที่ จำนวน หมายเหตุ",
        "el": "όνομα πόλη τιμή ημέρα βάρος σχόλιο",
        "en": "name city colour price count score day height",
        "fr": "prénom ville début âge numéro qualité",
        "de": "Name Größe Länge Stück Höhe Prüfung",
        "es": "nombre tamaño número día año región",
        "pl": "imię miasto ilość wysokość płeć dzień",
        "cs": "jméno město počet výška den číslo",
        "ru": "имя город цена число день вес",
        "ko": "이름 도시 나이 점수 날짜 등급 가격",
        "ja": "名前 都市 年齢 てんすう 日付 ねだん",
        "zh": "姓名 城市 年龄 分数 日期 价格",
        "tw": "姓名 城市 年齡 分數 日期 價格",
    }.items()
}
UNUSUAL = ("^", "~", ":", "#", "@")


@dataclass
class Made:
    """A file and what should be found in it.

    Parameters
    ----------
    kind : str
        What is dirty about it.
    data : bytes
        The file.
    names : list of str
        The columns' names.
    cells : list of list of str
        The rows.
    told : tuple of str
        What must stand in the notes.
    """

    kind: str
    data: bytes
    names: list[str]
    cells: list[list[str]]
    told: tuple[str, ...] = field(default=())


def table(
    rng: random.Random, language: str = "en", rows: int = 0, columns: int = 0
) -> tuple[list[str], list[list[str]]]:
    """A table with at least one column of words and one of numbers."""
    columns = columns or rng.randint(3, 6)
    makers: list[Callable[[], str]] = [
        lambda: rng.choice(WORDS[language]),
        lambda: str(rng.randint(0, 999)),
        lambda: f"{rng.uniform(0, 100):.2f}",
        lambda: f"20{rng.randint(10, 25)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}",
        lambda: f"{rng.choice(WORDS[language])} {rng.choice(WORDS[language])}",
    ]
    chosen = makers[:2] + [rng.choice(makers) for _ in range(columns - 2)]
    rng.shuffle(chosen)
    names = rng.sample(NAMES[language], columns)
    return names, [[make() for make in chosen] for _ in range(rows or rng.randint(5, 25))]


def write(rows: list[list[str]], delimiter: str = ",", quote: str = '"', escape: str = "", end: str = "\n") -> str:
    """Rows as text, with quotes where a cell needs them."""

    def cell(text: str) -> str:
        if not quote or not (
            delimiter in text or quote in text or "\n" in text or (not delimiter.strip() and " " in text)
        ):
            return text
        return quote + text.replace(quote, (escape or quote) + quote) + quote

    return "".join(delimiter.join(cell(one) for one in row) + end for row in rows)


def _with_texts(rng: random.Random, cells: list[list[str]], texts: list[str]) -> None:
    """Put special texts into one column of words; it becomes the first."""
    for row in cells:
        row[0] = rng.choice(WORDS["en"])
    for row, text in zip(rng.sample(cells, min(len(texts), len(cells))), texts, strict=False):
        row[0] = text


def encoded(codec: str, language: str) -> Callable[[random.Random], Made]:
    def make(rng: random.Random) -> Made:
        names, cells = table(rng, language, rows=rng.choice([3, 5, 20]))
        return Made(f"encoding {codec} {language}", write([names, *cells]).encode(codec), names, cells)

    return make


def delimited(delimiter: str, kind: str) -> Callable[[random.Random], Made]:
    def make(rng: random.Random) -> Made:
        names, cells = table(rng)
        return Made(kind, write([names, *cells], delimiter).encode(), names, cells)

    return make


def ended(end: str, kind: str) -> Callable[[random.Random], Made]:
    def make(rng: random.Random) -> Made:
        names, cells = table(rng)
        return Made(kind, write([names, *cells], end=end).encode(), names, cells)

    return make


def mixed_ends(rng: random.Random) -> Made:
    names, cells = table(rng)
    text = "".join(write([row], end=rng.choice(["\n", "\r\n", "\r"])) for row in [names, *cells])
    return Made("mixed line ends", text.encode(), names, cells)


def decimal_comma(rng: random.Random) -> Made:
    names, cells = table(rng, "de")
    cells = [[cell.replace(".", ",") for cell in row] for row in cells]
    return Made("semicolon and decimal comma", write([names, *cells], ";").encode("cp1252"), names, cells)


def quoted(quote: str, escape: str, kind: str) -> Callable[[random.Random], Made]:
    def make(rng: random.Random) -> Made:
        names, cells = table(rng)
        texts = [f"say {quote}hi{quote} now", "one, two", "first\nsecond", f"all {quote}x{quote}, y"]
        _with_texts(rng, cells, texts)
        names[0] = "words"
        return Made(kind, write([names, *cells], ",", quote, escape).encode(), names, cells)

    return make


def everything_quoted(rng: random.Random) -> Made:
    names, cells = table(rng)
    text = "".join(";".join(f'"{cell}"' for cell in row) + "\r\n" for row in [names, *cells])
    return Made("all cells quoted", text.encode(), names, cells)


def no_header(rng: random.Random) -> Made:
    names, cells = table(rng)
    return Made("no header", write(cells, rng.choice(",;\t")).encode(), _numbered(len(names)), cells)


def numbers_only(rng: random.Random) -> Made:
    cells = [[f"{rng.gauss(0, 3):.3f}" for _ in range(4)] for _ in range(20)]
    return Made("numbers and no header", write(cells, rng.choice([",", ";", "\t", " "])).encode(), _numbered(4), cells)


def _numbered(count: int) -> list[str]:
    return [f"column {number}" for number in range(1, count + 1)]


def units(rng: random.Random) -> Made:
    names, cells = table(rng, columns=5)
    second = [f"({rng.choice(['kg', 'm', 's', 'text'])})" for _ in names]
    joined = [f"{upper} {lower}" for upper, lower in zip(names, second, strict=True)]
    return Made("header of two rows", write([names, second, *cells]).encode(), joined, cells)


def levels(rng: random.Random) -> Made:
    cells = [[rng.choice(WORDS["en"]), *(str(rng.randint(0, 99)) for _ in range(4))] for _ in range(12)]
    rows = [["shop", "2023", "", "2024", ""], ["", "sold", "left", "sold", "left"]]
    rows[0] = ["shop", "spring", "", "autumn", ""]
    names = ["shop", "spring sold", "spring left", "autumn sold", "autumn left"]
    return Made("header of two levels", write([*rows, *cells]).encode(), names, cells)


def mended_names(rng: random.Random) -> Made:
    names, cells = table(rng, columns=4)
    written = [names[0], "", names[0], names[3]]
    expected = [names[0], "column 2", f"{names[0]} (2)", names[3]]
    return Made("blank and repeated names", write([written, *cells]).encode(), expected, cells)


def preamble(rng: random.Random) -> Made:
    names, cells = table(rng, columns=rng.randint(4, 6))
    title = rng.choice(
        [
            "Sales of the year\n",
            "Report: sales, north\nMade on 2024-05-01\n\n",
            "A title\n\n",
            "Station,Seoul\nYear,2024\n\n",
            f"Sales{',' * (len(names) - 1)}\n{',' * (len(names) - 1)}\n",
        ]
    )
    return Made("lines above", (title + write([names, *cells])).encode(), names, cells)


def comments(rng: random.Random) -> Made:
    names, cells = table(rng)
    mark = rng.choice(["#", "# ", "//", "// ", "%", "% "])
    top = "".join(f"{mark}{line}\n" for line in rng.sample(["made by a machine", "units: m, s", "no warranty"], 2))
    return Made("comments", (top + write([names, *cells], rng.choice(",;\t"))).encode(), names, cells)


def commented_names(rng: random.Random) -> Made:
    names, cells = table(rng)
    return Made("names in a comment", ("# made today\n# " + write([names, *cells])).encode(), names, cells)


def footer(rng: random.Random) -> Made:
    names, cells = table(rng, columns=5)
    below = rng.choice(
        [
            f"Total,{rng.randint(1, 99)}\n",
            "Source: the office\n",
            "\nSource: the office, 2024\n",
            "\nTotal,12,3\nNote: all made up\n",
            "Total,,,,77\n",
            "합계,12\n",
        ]
    )
    return Made("lines below", (write([names, *cells]) + below).encode(), names, cells, (below.split("\n")[-2],))


def trailing(rng: random.Random) -> Made:
    names, cells = table(rng)
    mark = rng.choice(",;\t")
    head = write([names], mark, end=rng.choice(["\n", mark + "\n"]))
    return Made("trailing delimiter", (head + write(cells, mark, end=mark + "\n")).encode(), names, cells)


def blank_lines(rng: random.Random) -> Made:
    names, cells = table(rng)
    blank = rng.choice(["\n", "\n\n\n", "  \n"])
    text = "".join(write([row]) + (blank if rng.random() < 0.3 else "") for row in [names, *cells])
    return Made("blank lines", (rng.choice(["", blank]) + text).encode(), names, cells)


def short_rows(rng: random.Random) -> Made:
    names, cells = table(rng, columns=5, rows=20)
    text = write([names])
    for number, row in enumerate(cells):
        if number in (3, 9):
            row[3:] = ["", ""]
        text += write([row[:3] if number in (3, 9) else row])
    return Made(
        "short rows", text.encode(), names, cells, ("Line 5 has too few cells, 3", "Line 11 has too few cells, 3")
    )


def long_rows(rng: random.Random) -> Made:
    names, cells = table(rng, columns=4, rows=20)
    lines = write([names, *cells]).splitlines(keepends=True)
    lines.insert(6, "stray," + lines[5])
    return Made("long rows", "".join(lines).encode(), names, cells, ("Line 7 has 5 cells",))


def unclosed(rng: random.Random) -> Made:
    names, cells = table(rng, rows=20)
    lines = [write([row]) for row in [names, *cells]]
    place = rng.randint(3, 15)
    parts = lines[place].split(",")
    at = rng.randrange(len(parts))
    parts[at] = '"' + parts[at]
    lines[place] = ",".join(parts)
    return Made("unclosed quote", "".join(lines).encode(), names, cells, (f"Line {place + 1} has a quotation mark",))


def stray(rng: random.Random) -> Made:
    names, cells = table(rng)
    _with_texts(rng, cells, ['5" pipe', 'the "big" one', 'a 7"'])
    return Made("stray quote", write([names, *cells], quote="").encode(), names, cells)


def stray_within(rng: random.Random) -> Made:
    names, cells = table(rng)
    _with_texts(rng, cells, ['the "big" one, red', 'a 7" pipe, blue'])
    text = "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in [names, *cells])
    return Made("stray quote in quotes", text.encode(), names, cells)


def several(rng: random.Random) -> Made:
    names, cells = table(rng)
    if rng.random() < 0.5:
        others, more = table(rng, columns=len(names) % 4 + 3 if len(names) != 3 else 5)
    else:
        others, more = names, [list(row) for row in cells]
    title = rng.choice(["", "", "Second\n"])
    text = write([names, *cells]) + "\n" + title + write([others, *more])
    return Made("several tables", text.encode(), names, cells, ("several tables",))


def final_ends(rng: random.Random) -> Made:
    names, cells = table(rng)
    text = write([names, *cells]).rstrip("\n") + rng.choice(["", "\n\n\n\n", "\r\n\r\n"])
    return Made("final newlines", text.encode(), names, cells)


def zeros(rng: random.Random) -> Made:
    names, cells = table(rng, rows=20)
    data = bytearray(write([names, *cells]).encode())
    for _ in range(3):
        data.insert(rng.randrange(len(data)), 0)
    return Made("zero bytes", bytes(data) + b"\0" * rng.choice([0, 50]), names, cells, ("zero bytes",))


def r_style(rng: random.Random) -> Made:
    names, cells = table(rng, columns=4)
    rows = [[f"row{number}", *row] for number, row in enumerate(cells)]
    return Made("header one name short", write([names, *rows]).encode(), ["column 1", *names], rows)


def all_words(rng: random.Random) -> Made:
    names = rng.sample(NAMES["en"], 3)
    cells = [[rng.choice(WORDS["en"]) for _ in names] for _ in range(15)]
    return Made("words only", write([names, *cells], rng.choice(",;\t|")).encode(), names, cells)


def missing(rng: random.Random) -> Made:
    names, cells = table(rng, rows=20)
    for row in cells:
        for at in range(len(row)):
            if rng.random() < 0.15:
                row[at] = rng.choice(["", "NA", "?"])
    return Made("missing cells", write([names, *cells], rng.choice(",;\t|")).encode(), names, cells)


def padded(rng: random.Random) -> Made:
    names, cells = table(rng)
    cells = [[cell + " " * rng.randint(0, 3) for cell in row] for row in cells]
    return Made("spaces around cells", write([names, *cells], rng.choice(",;\t")).encode(), names, cells)


def aligned(rng: random.Random) -> Made:
    names, cells = table(rng)
    cells = [[cell.replace(" ", "_") for cell in row] for row in cells]
    return Made("aligned by spaces", "".join(
        "  ".join(cell.ljust(14) for cell in row).rstrip() + "\n" for row in [names, *cells]
    ).encode(), names, cells)  # fmt: skip


def hinted(rng: random.Random) -> Made:
    names, cells = table(rng)
    return Made("sep line", ("sep=;\r\n" + write([names, *cells], ";", end="\r\n")).encode(), names, cells)


def tabs(rng: random.Random) -> Made:
    names, cells = table(rng)
    return Made("doubled tabs", write([names, *cells], "\t\t", quote="").encode(), names, cells)


def decimals_apart(rng: random.Random) -> Made:
    names, cells = table(rng, columns=4)
    mark = rng.choice(["!", "&", "%", "?", "$", "*", "<>", "=>", "--", " ; "])
    cells = [[cell.replace(".", ",") for cell in row] for row in cells]
    return Made("rare delimiters", write([names, *cells], mark, quote="").encode(), names, cells)


def rare_quotes(rng: random.Random) -> Made:
    names, cells = table(rng)
    opening, closing = rng.choice(["``", "~~", "**", "^^", "“”", "«»"])
    rows = [",".join(f"{opening}{cell}{closing}" for cell in row) for row in [names, *cells]]
    return Made("rare quotes", "\n".join(rows).encode(), names, cells)


def other_row(rng: random.Random) -> Made:
    names, cells = table(rng, columns=5, rows=12)
    mark, other = rng.choice([",;", ",\t", ";,", "\t,", ",|", ", "])
    lines = [write([row], mark) for row in [names, *cells]]
    at = rng.randint(1, 12)
    lines[at] = write([cells[at - 1]], other)
    return Made("row with another delimiter", "".join(lines).encode(), names, cells, (f"Line {at + 1} is written",))


def other_quotes(rng: random.Random) -> Made:
    names, cells = table(rng, rows=12)
    lines = [",".join(f'"{cell}"' for cell in row) for row in [names, *cells]]
    at = rng.randint(1, 12)
    lines[at] = lines[at].replace('"', "'")
    return Made("row with other quotes", "\n".join(lines).encode(), names, cells, (f"Line {at + 1} is written",))


def unclosed_among_quoted(rng: random.Random) -> Made:
    names, cells = table(rng, rows=12)
    lines = [",".join(f'"{cell}"' for cell in row) for row in [names, *cells]]
    at = rng.randint(1, 12)
    lines[at] = lines[at].replace('",', ",", 1)
    return Made("unclosed among quoted", "\n".join(lines).encode(), names, cells, (f"Line {at + 1} has a quotation",))


def three_levels(rng: random.Random) -> Made:
    cells = [[rng.choice(WORDS["en"]), *(str(rng.randint(0, 99)) for _ in range(4))] for _ in range(rng.randint(2, 9))]
    rows = [["shop", "fruit", "", "", ""], ["", "2023", "", "2024", ""], ["code", "sold", "left", "sold", "left"]]
    names = ["shop code", "fruit 2023 sold", "fruit 2023 left", "fruit 2024 sold", "fruit 2024 left"]
    if rng.random() < 0.5:
        rows = [["shop", "2023", "", "2024", ""], ["code", "1", "2", "1", "2"]]
        names = ["shop code", "2023 1", "2023 2", "2024 1", "2024 2"]
    return Made("header of merged cells", write([*rows, *cells]).encode(), names, cells)


def stacked(rng: random.Random) -> Made:
    names, cells = table(rng, rows=9)
    others, more = table(rng, columns=rng.choice([count for count in (3, 4, 5, 6) if count != len(names)]), rows=6)
    if rng.random() < 0.3:
        others, more = names, cells[:4]
    text = write([names, *cells, others, *more])
    return Made("tables without a blank line", text.encode(), names, cells, ("several tables",))


def remarks(rng: random.Random) -> Made:
    names, cells = table(rng, columns=5, rows=12)
    cells = [[str(number), *row[1:]] for number, row in enumerate(cells)]
    lines = write([names, *cells]).splitlines(keepends=True)
    said = rng.choice(["-- moved to the roof", "; moved to the roof", "moved to the roof", "REM moved"])
    lines.insert(6, said + "\n")
    return Made(
        "remarks among rows", "".join(lines).encode(), names, cells, (f"Line 7 is a comment and was left out: {said}",)
    )


def pair_and_remark(rng: random.Random) -> Made:
    cells = [[word, str(rng.randint(0, 99))] for word in rng.sample(WORDS["en"], 9)]
    said = rng.choice(["All figures are estimates.", "(9 rows)", "Records: 9"])
    return Made(
        "remark below two columns", (write([["word", "n"], *cells]) + said).encode(), ["word", "n"], cells, (said,)
    )


def values_above(rng: random.Random) -> Made:
    names, cells = table(rng, columns=5)
    above = rng.choice(["Report,Sales,,,\nPeriod,Jan 2024,,,\n", "Title,,,,\nMore,,,,\n,,,,\n"])
    return Made("filled lines above", (above + write([names, *cells])).encode(), names, cells)


def long_header(rng: random.Random) -> Made:
    names, cells = table(rng, columns=5)
    at = rng.randint(1, 4)
    written = [*names[:at], "", *names[at:]]
    return Made(
        "header with a delimiter too many", write([written, *cells]).encode(), names, cells, ("Line 1 is written",)
    )


def shifted(rng: random.Random) -> Made:
    names, cells = table(rng, columns=4, rows=12)
    lines = [",".join([*row, ""]) + "\n" for row in [names, *cells]]
    at = rng.randint(2, 12)
    kept = [row for number, row in enumerate(cells, start=1) if number != at]
    lines[at] = "," + lines[at].removesuffix("\n") + "\n"
    lines[0] = ",".join([*names, "left"]) + "\n"
    return Made(
        "row shifted", "".join(lines).encode(), [*names, "left"], [[*row, ""] for row in kept], (f"Line {at + 1} has",)
    )


def mixture(rng: random.Random) -> Made:
    codec, language = rng.choice(
        [("utf-8-sig", "ko"), ("cp949", "ko"), ("cp932", "ja"), ("gb18030", "zh"), ("cp1252", "de"), ("utf-16", "fr")]
    )
    names, cells = table(rng, language, columns=5, rows=15)
    mark = rng.choice([",", ";", "\t", "|"])
    word = WORDS[language][0]
    _ = cells[4].__setitem__(0, f'{word}{mark}"{word}"') if names and cells[4][0] in WORDS[language] else None
    text = rng.choice(["", f"{word}\n\n", f"# {word}\n"]) + write([names], mark)
    tail = rng.choice(["", mark])
    text = text.rstrip("\n") + tail + "\n" if tail else text
    text += write(cells, mark, end=tail + "\n") + rng.choice(["", f"\nSource: {word}\n", "\n\n"])
    return Made("mixture", text.replace("\n", rng.choice(["\n", "\r\n"])).encode(codec), names, cells)


KINDS: list[Callable[[random.Random], Made]] = [
    *(encoded(c, n) for c, n in [("utf-8", "ko"), ("utf-8-sig", "ja"), ("utf-16", "ko"), ("utf-16-le", "de")]),
    *(encoded(c, n) for c, n in [("utf-16-be", "zh"), ("utf-16-le", "ko"), ("cp949", "ko"), ("euc_jp", "ja")]),
    *(encoded(c, n) for c, n in [("cp932", "ja"), ("gb18030", "zh"), ("big5", "tw"), ("cp1252", "fr")]),
    *(encoded(c, n) for c, n in [("cp1252", "es"), ("latin_1", "de"), ("cp1250", "pl"), ("cp1250", "cs")]),
    *(encoded(c, n) for c, n in [("cp1251", "ru"), ("koi8_r", "ru"), ("cp866", "ru")]),
    *(encoded(c, n) for c, n in [("cp932", "kana"), ("cp1255", "he"), ("cp1256", "ar"), ("cp874", "th")]),
    *(encoded(c, n) for c, n in [("iso8859_7", "el"), ("cp850", "de"), ("cp852", "pl"), ("iso8859_5", "ru")]),
    *(delimited(mark, f"delimiter {mark!r}") for mark in [",", ";", "\t", "|", " ", ", ", "||", "::", "~|~"]),
    *(delimited(mark, f"delimiter {mark!r}") for mark in UNUSUAL),
    *(ended(end, f"line end {end!r}") for end in ["\n", "\r\n", "\r"]),
    quoted('"', "", "doubled quotes"),
    quoted('"', "\\", "backslashed quotes"),
    quoted("'", "", "single quotes"),
    *[mixed_ends, decimal_comma, everything_quoted, no_header, numbers_only, units, levels, mended_names, preamble],
    *[comments, commented_names, footer, trailing, blank_lines, short_rows, long_rows, unclosed, stray, stray_within],
    *[several, final_ends, zeros, r_style, all_words, missing, padded, aligned, hinted, mixture, mixture, mixture],
    *[tabs, decimals_apart, rare_quotes, other_row, other_quotes, unclosed_among_quoted, three_levels, stacked],
    *[remarks, pair_and_remark, values_above, long_header, shifted],
]


def dirty_files(each: int, seed: int = 0) -> list[Made]:
    """As many files of each kind."""
    return [
        make(random.Random(f"{seed} {number} {again}")) for number, make in enumerate(KINDS) for again in range(each)
    ]
