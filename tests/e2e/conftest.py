import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e.browser import find

ROOT = Path(__file__).resolve().parents[2]
# Headless, as root in a container, and with none of Chromium's own calls home.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Server:
    """The README's command in a process of its own, in a group of its own as from a terminal."""

    def __init__(self, folder: Path, cwd: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://localhost:{self.port}"
        self.log = folder / "server.log"
        environment = {
            **os.environ,
            "GRIDLIGHT_DATA_DIR": str(folder / "data"),
            "STREAMLIT_SERVER_PORT": str(self.port),
            "GRIDLIGHT_COMPILE_AHEAD": "false",  # of no use to tests that start a server for each other purpose
        }
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [Path(sys.executable).with_name("streamlit"), "run", ROOT / "dashboard" / "app.py"],
                cwd=cwd,
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_until(lambda: self._answers(), 60, "the server to answer")

    def _answers(self) -> bool:
        with socket.socket() as client:
            return client.connect_ex(("127.0.0.1", self.port)) == 0

    def interrupt(self) -> int:
        """Press Ctrl-C: the terminal sends it to every process of the group."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(30)


def wait_until(condition: Callable[[], bool], seconds: float, what: str) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"waited {seconds} s for {what}"
        time.sleep(0.05)  # between two looks at a condition


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("server"), cwd=tmp_path_factory.mktemp("elsewhere"))
    yield server
    if server.process.poll() is None:
        server.interrupt()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find()
    assert path, "The browser tests need Chromium or Chrome: install one, then run `make test` again."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1100, "height": 1000})
    outside: list[str] = []
    here = re.compile(rf"(https?|wss?)://localhost:{server.port}/|data:|blob:")
    page.on("request", lambda request: here.match(request.url) or outside.append(request.url))
    page.goto(server.url)
    yield page
    page.close()
    assert not outside, "the page fetched from another host"
