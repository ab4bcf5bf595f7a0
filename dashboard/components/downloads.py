"""What can be taken along: the model, a script, a report, the scores."""

from collections.abc import Callable

import streamlit as st

from core.errors import DataError
from core.export.bundle import write_bundle
from core.export.data_file import data_file
from core.export.results import results_csv, results_json
from core.export.script import pack_script, write_script
from core.runs.models import Models
from core.runs.run import Run
from dashboard import facts, services
from dashboard.card import write_card
from dashboard.i18n import t
from dashboard.report import report_bytes


def show(run: Run, candidate: int) -> None:
    """Lay out what there is, each with what it is good for; each is made when it is asked for."""
    _offer(
        t("Model"),
        t("The trained network with all that it needs to predict the rows of a file: a zip with a card and a program."),
        "gridlight-model.zip",
        "application/zip",
        lambda: bundle(run, candidate),
    )
    _offer(
        t("Report"),
        t("The verdict, the pictures and the tables in one file, to read, to print or to send on."),
        "gridlight-report.html",
        "text/html",
        lambda: report_bytes(run),
    )
    if _table_is_there(run):
        _offer(
            t("Python script"),
            t("The same search by scikit-learn and Keras alone, with the table: a zip. It needs no Gridlight."),
            "gridlight-script.zip",
            "application/zip",
            lambda: script(run),
        )
    _offer(
        t("Scores as CSV"),
        t("Every setting and every round, as scikit-learn's cv_results_ has them; for a spreadsheet."),
        "gridlight-cv-results.csv",
        "text/csv",
        lambda: scores_csv(run),
    )
    _offer(
        t("Scores as JSON"),
        t("The same, for a program."),
        "gridlight-cv-results.json",
        "application/json",
        lambda: scores_json(run),
    )


def _offer(name: str, about: str, file_name: str, kind: str, make: Callable[[], bytes]) -> None:
    button, text = st.columns([1, 2], vertical_alignment="center")
    button.download_button(
        name,
        make,
        file_name,
        kind,
        on_click="ignore",
        icon=":material/download:",
        key=f"take_{file_name.removeprefix('gridlight-').replace('.', '_')}",
        width="stretch",
    )
    text.markdown(about)


def bundle(run: Run, candidate: int) -> bytes:
    """A setting's kept model, as a zip."""
    model = facts.model(run.id, candidate)
    files = Models(services.settings().datasets_url).files(model.name)
    return write_bundle(files, model.columns, write_card(run, candidate))


def script(run: Run) -> bytes:
    """The search as a script with its table, as a zip."""
    dataset = services.dataset(run.dataset_id)
    source = services.datasets().source(dataset) if dataset.source else None
    file = data_file(dataset, source)
    return pack_script(write_script(dataset, services.plans().load(run.id), file), file, source)


def scores_csv(run: Run) -> bytes:
    """Every setting's scores, as a CSV."""
    return results_csv(run, services.store().candidates(run.id), services.store().trainings(run.id))


def scores_json(run: Run) -> bytes:
    """Every setting's scores, as JSON."""
    return results_json(run, services.store().candidates(run.id), services.store().trainings(run.id)).encode()


def _table_is_there(run: Run) -> bool:
    try:
        services.dataset(run.dataset_id)
    except DataError:
        return False
    return True
