"""Predicts the rows of a CSV file with the network that stands beside this file.

python predict.py new_rows.csv predictions.csv
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # TensorFlow's start-up lines are no part of the answer

from core.data.reading.reader import read_csv
from core.data.writer import write_csv
from core.errors import GridlightError
from core.model.trained import TrainedModel


def main() -> None:
    """Read rows, predict them, and write them with their predictions in front."""
    parser = argparse.ArgumentParser(description="Predict the rows of a CSV file.")
    parser.add_argument("rows", type=Path, help="a CSV file with the columns that the network needs")
    parser.add_argument("output", type=Path, help="where to write the same rows with their predictions")
    options = parser.parse_args()
    try:
        model = TrainedModel.load(Path(__file__).parent)
        frame = read_csv(options.rows).frame
        typed = model.typed(frame)
    except GridlightError as error:
        sys.exit(str(error))
    for note in model.unlike(frame, typed):
        print(note, file=sys.stderr)
    options.output.write_bytes(write_csv(model.answered(frame, model.predict(typed))))
    print(f"{len(frame)} rows predicted: {options.output}")


if __name__ == "__main__":
    main()
