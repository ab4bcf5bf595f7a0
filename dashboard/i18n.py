"""Every sentence that a person reads goes through here; what people typed or uploaded is put in as plain text."""

import gettext
import re
from functools import cache
from pathlib import Path

from core.errors import Counted, Message

LOCALES = Path(__file__).parent / "locales"
LONGEST_VALUE = 300
MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-!|$:~&^=])")


@cache
def _translations(language: str) -> gettext.NullTranslations:
    return gettext.translation("gridlight", LOCALES, languages=[language], fallback=True)


def t(template: str, **values: object) -> str:
    """A sentence in the visitor's language, as markdown.

    Parameters
    ----------
    template : str
        The English sentence.
    **values
        What goes into it: data, shown as it is.
    """
    return _translations("en").gettext(template).format(**{name: as_text(value) for name, value in values.items()})


def tn(singular: str, plural: str, count: int, **values: object) -> str:
    """A sentence that depends on a number, which is its value ``count``."""
    chosen = _translations("en").ngettext(singular, plural, count)
    return chosen.format(count=count, **{name: as_text(value) for name, value in values.items()})


def say(message: Message) -> str:
    """A message from `core` in the visitor's language, as markdown."""
    if isinstance(message.template, Counted):
        return tn(*message.template, **message.values)
    return t(message.template, **message.values)


def as_text(value: object) -> str:
    """Any value as markdown that shows it letter by letter."""
    return MARKDOWN.sub(r"\\\1", shortened(value))


def shortened(value: object) -> str:
    """Any value on one line, cut where it is too long to be read."""
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
