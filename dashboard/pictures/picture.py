"""What belongs to a picture, wherever it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd
import plotly.graph_objects as go


@dataclass(frozen=True, eq=False)
class Picture:
    """A figure with what it shows in words, and the same as a table.

    Parameters
    ----------
    name : str
        Tells one kind of picture from another.
    figure : Figure
        The picture.
    height : int
        In pixels.
    reading : str
        What it shows here: a sentence, as markdown.
    alt : str
        What kind of picture it is, for a screen reader.
    table : DataFrame
        The same in numbers, its columns named in the page's words.
    formats : mapping of str to str, optional
        How columns of numbers are written, such as "%.3f".
    note : str, default ""
        How it was made, or is to be read, as markdown.
    """

    name: str
    figure: go.Figure
    height: int
    reading: str
    alt: str
    table: pd.DataFrame
    formats: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
