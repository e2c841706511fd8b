from __future__ import annotations

import ast
from pathlib import Path

import pytest

import webapp
from models.base import Base
from webapp.labels import ACTIONS, SUBJECTS

RECORDING = {"record", "_record"}


def recorded_actions() -> set[str]:
    """Return every action that stands as a text in a call that records an event."""
    found: set[str] = set()
    for path in Path(webapp.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in RECORDING and len(node.args) > 1:
                found |= {
                    part.value
                    for part in ast.walk(node.args[1])
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)
                    # No part of a text that is put together.
                    if part.value.strip(".") == part.value
                }
    return found


def test_every_action_that_is_recorded_has_words():
    actions = recorded_actions()

    assert len(actions) > 60
    assert sorted(actions - ACTIONS.keys()) == []


@pytest.mark.parametrize("table", sorted(SUBJECTS))
def test_what_has_words_is_a_table(table):
    names = {name.removesuffix("s") for name in Base.metadata.tables}

    assert table in names | set(Base.metadata.tables)
