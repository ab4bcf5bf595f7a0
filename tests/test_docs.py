"""What the documents for those who carry the project on name is there."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
DECISIONS = ROOT / "docs" / "decisions"


def test_every_path_that_contributing_names_is_there() -> None:
    named = re.findall(r"(?:core|dashboard|tests|docs|\.ci)/[\w./]*\w/?", CONTRIBUTING)
    assert len(named) > 50
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_command_that_contributing_names_is_a_target_of_make() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert set(re.findall(r"`make (\w+)", CONTRIBUTING)) <= targets


def test_the_index_of_decisions_has_each_once_in_order_by_its_title() -> None:
    listed = re.findall(r"^- \[(\d{4})\]\((.+?)\) (.+)", (DECISIONS / "README.md").read_text(), flags=re.MULTILINE)
    written = sorted(path for path in DECISIONS.iterdir() if path.name != "README.md")
    assert [name for _, name, _ in listed] == [path.name for path in written]
    for (number, name, about), path in zip(listed, written, strict=True):
        assert name.startswith(number)
        assert about.startswith(path.read_text(encoding="utf-8").splitlines()[0].removeprefix(f"# {number} "))


def test_the_changelog_ends_with_the_version_that_is_here() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    released = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert released[:2] == ["Unreleased", version]
