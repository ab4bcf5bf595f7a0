"""The errors that Gridlight raises, and the messages that it leaves for a person.

Each is an English template with named values, or two where a number decides. ``str()`` gives the English
sentence; the page translates the template first and fills it in afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self


class Counted(NamedTuple):
    """A sentence for one and for another number of things, which is its value ``count``; as gettext's ``ngettext``.

    Parameters
    ----------
    singular, plural : str
        The English sentences, with ``{name}`` where a value goes.
    """

    singular: str
    plural: str


@dataclass(frozen=True)
class Message:
    """One sentence for a person.

    Parameters
    ----------
    template : str or Counted
        The English sentence, with ``{name}`` where a value goes.
    values : dict
        The values, by name. They are data: they are never formatted again.
    """

    template: str | Counted
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        chosen = self.template
        if isinstance(chosen, Counted):
            chosen = chosen.singular if self.values["count"] == 1 else chosen.plural
        return chosen.format(**self.values)

    def to_dict(self) -> dict[str, Any]:
        """The message as plain JSON data: two templates are a list."""
        template = list(self.template) if isinstance(self.template, Counted) else self.template
        return {"template": template, "values": self.values}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """The message that `to_dict` gave."""
        template = data["template"]
        return cls(Counted(*template) if isinstance(template, list) else template, data["values"])


class GridlightError(Exception):
    """Something that a person can mend; the base of every error raised here.

    Parameters
    ----------
    template : str or Counted
        What is wrong and what to do, with ``{name}`` where a value goes.
    **values
        The values, by name: JSON data.
    """

    def __init__(self, template: str | Counted, /, **values: Any) -> None:
        super().__init__(template, values)
        self.message = Message(template, values)

    def __str__(self) -> str:
        return str(self.message)

    def __reduce__(self) -> tuple[Any, ...]:
        # Errors cross process borders: a class with keyword arguments does not pickle by itself.
        return _rebuild, (type(self), self.message.template, self.message.values)


def _rebuild(cls: type[GridlightError], template: str | Counted, values: dict[str, Any]) -> GridlightError:
    return cls(template, **values)


class DataError(GridlightError):
    """A file or a table cannot be used as it is."""


class ConfigError(GridlightError):
    """A search cannot be run with these settings."""


class TrainingFailedError(GridlightError):
    """One training came to no score; the search goes on without it."""


class RunError(GridlightError):
    """A run cannot be found, started or stopped."""


class StoreError(GridlightError):
    """The database cannot be read or written just now; whoever asked may wait and ask again."""
