"""The errors that Gridlight raises, and the messages that it leaves for a person.

Each is an English template with named values. ``str()`` gives the English
sentence; the page translates the template first and fills it in afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Self


@dataclass(frozen=True)
class Message:
    """One sentence for a person.

    Parameters
    ----------
    template : str
        The English sentence, with ``{name}`` where a value goes.
    values : dict
        The values, by name. They are data: they are never formatted again.
    """

    template: str
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format(**self.values)

    def to_dict(self) -> dict[str, Any]:
        """The message as plain JSON data."""
        return {"template": self.template, "values": self.values}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """The message that `to_dict` gave."""
        return cls(data["template"], data["values"])


class GridlightError(Exception):
    """Something that a person can mend; the base of every error raised here.

    Parameters
    ----------
    template : str
        What is wrong and what to do, with ``{name}`` where a value goes.
    **values
        The values, by name: JSON data.
    """

    def __init__(self, template: str, /, **values: Any) -> None:
        super().__init__(template, values)
        self.message = Message(template, values)

    def __str__(self) -> str:
        return str(self.message)

    def __reduce__(self) -> tuple[Any, ...]:
        # Errors cross process borders: a class with keyword arguments does not pickle by itself.
        return _rebuild, (type(self), self.message.template, self.message.values)


def _rebuild(cls: type[GridlightError], template: str, values: dict[str, Any]) -> GridlightError:
    return cls(template, **values)


class DataError(GridlightError):
    """A file or a table cannot be used as it is."""


class ConfigError(GridlightError):
    """A search cannot be run with these settings."""


class TrainingFailedError(GridlightError):
    """One training came to no score; the search goes on without it."""


class RunError(GridlightError):
    """A run cannot be found, started or stopped."""
