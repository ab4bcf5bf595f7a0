"""Brings a part of the page into view."""

from pathlib import Path

import streamlit as st

FRONTEND = Path(__file__).parent.parent / "frontend"

_mount = st.components.v2.component(
    "reveal", html="<div></div>", js=(FRONTEND / "reveal.js").read_text(encoding="utf-8")
)


def reveal(place: str, what: str | int) -> None:
    """Scroll to the container with the key `place`, once for each `what` but 0.

    Laid out also where there is nothing to see yet: what comes in later would move all that stands below it.
    """
    _mount(data={"place": place, "what": what}, height=1, key=f"reveal_{place}")
