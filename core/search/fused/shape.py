"""What a program is compiled for; apart from the program, so that a search is priced without TensorFlow."""

from __future__ import annotations

from dataclasses import dataclass

from core.data.columns.column import Task


@dataclass(frozen=True)
class Shape:
    """All that a program is compiled for.

    Parameters
    ----------
    task : Task
        Decides the loss.
    outputs : int
        Units of the output layer.
    features, width : int
        Inputs, with one that is always 1, and units of each hidden layer in a lane, padding included.
    layers : int
        Hidden layers.
    activation, optimizer : str
        By Keras's names.
    dropout : bool
        Whether any unit is ever dropped.
    batch : int
        Rows of a step, padding included.
    steps : int
        The most steps of one call.
    rows : int
        Training rows, padding included.
    blocks, block : int
        Into how many blocks of how many rows the validation rows are cut, padding included.
    lanes : int
        Lanes that are trained side by side.
    spread : bool
        Whether a network may take several of them.
    """

    task: Task
    outputs: int
    features: int
    width: int
    layers: int
    activation: str
    optimizer: str
    dropout: bool
    batch: int
    steps: int
    rows: int
    blocks: int
    block: int
    lanes: int
    spread: bool

    @property
    def table(self) -> tuple[int, int, int, int]:
        """What the rows of a split are padded to: features, training rows, blocks, rows of a block."""
        return self.features, self.rows, self.blocks, self.block
