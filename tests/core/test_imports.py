import subprocess
import sys

CODE = """
import sys
import core.runs.runner, core.export.data_file, core.export.script, core.export.results
from core import SearchConfig, read_csv, run_search
from dashboard.views import search
import dashboard.errors, dashboard.components.live_plot
heavy = {"tensorflow", "keras", "scikeras", "skrub"} & set(sys.modules)
assert not heavy, heavy
"""


def test_what_the_page_imports_loads_no_tensorflow() -> None:
    subprocess.run([sys.executable, "-c", CODE], check=True)
