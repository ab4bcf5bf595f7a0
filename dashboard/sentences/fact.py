"""A number to remember."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fact:
    """A number to remember, in words.

    Parameters
    ----------
    label : str
        What it is.
    value : str
        The number.
    below : str, optional
        What stands below it, smaller.
    about : str, optional
        What more there is to know of it.
    """

    label: str
    value: str
    below: str | None = None
    about: str | None = None
