"""A plotly figure that keeps its zoom while its data change; `st.plotly_chart` is mounted anew each time."""

from pathlib import Path

import plotly
import plotly.graph_objects as go
import streamlit as st
from starlette.responses import FileResponse
from starlette.routing import Route

FRONTEND = Path(__file__).parent.parent / "frontend"
PLOTLY_FILE = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
PLOTLY_URL = f"/gridlight/plotly-{plotly.__version__}.min.js"

# Only what works on this page: plotly would add its logo, and a button that sends the chart to its makers' server.
CONFIG = {
    "responsive": True,
    "displaylogo": False,
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "modeBarButtons": [["toImage"], ["zoom2d", "pan2d"], ["zoomIn2d", "zoomOut2d", "resetScale2d"]],
}

_mount = st.components.v2.component(
    "live_plot",
    html='<div class="plot" role="img" style="width:100%;height:100%"></div>',
    js=(FRONTEND / "live_plot.js").read_text(encoding="utf-8"),
    isolate_styles=False,  # plotly.js writes its styles into the page's head
)


def plotly_route() -> Route:
    """Serves plotly.js from the plotly package: the page fetches nothing from elsewhere."""

    async def serve(_: object) -> FileResponse:
        year = "public, max-age=31536000, immutable"
        return FileResponse(PLOTLY_FILE, media_type="text/javascript", headers={"Cache-Control": year})

    return Route(_base() + PLOTLY_URL, serve)


def live_plot(figure_json: str, *, height: int, alt: str, key: str) -> None:
    """Show a figure.

    Parameters
    ----------
    figure_json : str
        As ``Figure.to_json`` gives it.
    height : int
        In pixels.
    alt : str
        What a screen reader says.
    key : str
        Tells one figure of the page from another.
    """
    data = {"figure": figure_json, "config": CONFIG, "alt": alt, "plotly": _base() + PLOTLY_URL}
    _mount(data=data, height=height, key=key)


def fetch_plotly() -> None:
    """Have the browser fetch plotly.js while a person still reads, where no figure is shown yet."""
    with st.container(key="fetch_plotly"):
        _mount(data={"figure": None, "plotly": _base() + PLOTLY_URL}, height=1, key="no_plot")


def to_json(figure: go.Figure) -> str:
    """A figure as `live_plot` takes it."""
    return str(figure.to_json())


def _base() -> str:
    path = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""
