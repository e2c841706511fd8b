"""The docs fail when they lie."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from webapp.cli import COMMANDS
from webapp.config import Settings

ROOT = Path(__file__).parent.parent
DOCS = {path.name: path.read_text() for path in (ROOT / "docs").glob("*.md")}
README = (ROOT / "README.md").read_text()


@pytest.mark.parametrize("field", [field.name for field in fields(Settings)])
def test_every_setting_is_documented(field: str) -> None:
    assert f"`ZHIDA_{field.upper()}`" in DOCS["settings.md"]


def test_every_documented_setting_exists() -> None:
    known = {f"ZHIDA_{field.name.upper()}" for field in fields(Settings)}
    for name, text in DOCS.items():
        assert set(re.findall(r"\bZHIDA_[A-Z_]+\b", text)) <= known, name


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_is_documented(command: str) -> None:
    assert f"`zhida {command}" in DOCS["commands.md"]


def test_every_documented_command_exists() -> None:
    for name, text in {**DOCS, "README.md": README}.items():
        for command in re.findall(r"`zhida ([a-z]+)", text):
            assert command in COMMANDS, f"{name}: zhida {command}"


def test_the_commands_of_the_readme_are_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"^make ([a-z]+)", README, re.MULTILINE):
        assert f"\n{target}:" in makefile


def test_links_between_the_docs_lead_somewhere() -> None:
    for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text()):
            assert (path.parent / target).exists(), f"{path.name} -> {target}"
