"""Guesses which column a person wants to predict: by name, place, kind and emptiness, each worth some points."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from core.data.columns.column import Column, Role


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Names that say what they are: the answer, or something that nobody would predict anything else beside.
ANSWER = _words(
    "target label outcome response y output dependent survived survival churn churned attrition diagnosis fraud spam "
    "exited canceled cancelled default defaulted approved mpg medv cnt "
    "ziel zielvariable zielgröße cible objetivo etiqueta étiquette obiettivo doel mål cel цель ответ "
    "目标 标签 目標 ラベル 正解"
)
# Names that are often predicted.
OFTEN = _words(
    "class classes classification species variety price value quality score rating status result risk income salary "
    "sales sale revenue profit cost charges amount demand count strength yield rings tip stroke died death disease "
    "sentiment category type subscribed deposit purchased bought converted clicked passed winner success failure "
    "tomorrow attack progression "
    "klasse art preis miete umsatz ergebnis note qualität classe espèce prix loyer ventes résultat qualité clase "
    "especie precio ventas resultado calidad abandono prezzo prijs preço класс цена 类 价格 価格 クラス"
)
# Korean joins words, so that these are looked for within a name.
KOREAN_ANSWER = ("목표", "타깃", "타겟", "정답", "레이블", "라벨", "여부", "종속")
KOREAN_OFTEN = (
    "가격",
    "금액",
    "매출",
    "판매량",
    "수요",
    "점수",
    "등급",
    "성적",
    "결과",
    "품종",
    "분류",
    "진단",
    "월세",
)
# Names of what is known beforehand.
KNOWN = _words(
    "id index unnamed key nr no name date day month year time hour age sex gender latitude longitude lat long lon zip "
    "zipcode address city region country origin url phone email comment notes description"
)

NAMED_ANSWER, NAMED_OFTEN, NAMED_KNOWN = 6, 3, -3
# Of the columns that could be predicted at all.
LAST, FIRST = 2, 1
# Words and keys that differ from row to row, dates, and what is always the same.
NOT_PREDICTED = -10
MANY_CLASSES = -3
SOME_EMPTY, MOSTLY_EMPTY = -1, -6
MOST_CLASSES = 20

WORD = re.compile(r"[^\W\d_]+")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def likely_target(columns: Sequence[Column], rows: int) -> str:
    """The column that a person most likely wants to predict.

    Parameters
    ----------
    columns : sequence of Column
        A table's, in its order.
    rows : int
        Its rows.
    """
    fit = [column for column in columns if _of_cells(column, rows) > MOSTLY_EMPTY] or columns
    names = {column.name.lower() for column in columns}
    points = [_of_name(column.name, names) + _of_cells(column, rows) for column in fit]
    points[-1] += LAST
    points[0] += FIRST
    return max(zip(points, range(len(fit)), fit, strict=True))[2].name


def _of_cells(column: Column, rows: int) -> int:
    """What its cells say."""
    points = 0
    if column.role in (Role.TEXT, Role.DATE, Role.IDENTIFIER):
        points += NOT_PREDICTED
    if column.role is Role.CATEGORY and column.unique > MOST_CLASSES:
        points += MANY_CLASSES
    if column.missing:
        points += SOME_EMPTY if column.missing < rows / 2 else MOSTLY_EMPTY
    return points


def _of_name(name: str, names: Collection[str]) -> int:
    """What its name says, the last word most: a sale price is a price, a price list is none."""
    if any(part in name for part in KOREAN_ANSWER):
        return NAMED_ANSWER
    if any(part in name for part in KOREAN_OFTEN):
        return NAMED_OFTEN
    words = [word.lower() for word in WORD.findall(CAMEL.sub(" ", name))]
    if not words or (words == ["y"] and "x" in names and len(names) > 2):  # a coordinate
        return 0
    if words[-1] in ANSWER:
        return NAMED_ANSWER
    if words[-1] in OFTEN or ANSWER.intersection(words):
        return NAMED_OFTEN
    return NAMED_KNOWN if words[-1] in KNOWN else 0
