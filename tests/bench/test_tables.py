"""Tables of a document are filled in place."""

from __future__ import annotations

import pytest

from bench.tables import filled, machine

DOCUMENT = """\
# Figures

<!-- bench matching -->
| old |
<!-- end of bench matching -->

What stands behind.
"""


def test_a_table_is_filled_in_place_again_and_again() -> None:
    once = filled(DOCUMENT, "matching", ["| system |", "|---|"])
    assert once == DOCUMENT.replace("| old |", "\n| system |\n|---|\n")
    assert filled(once, "matching", ["| system |", "|---|"]) == once


@pytest.mark.parametrize(
    "document",
    [
        "",
        DOCUMENT.replace("<!-- end of bench matching -->\n", ""),
        DOCUMENT + DOCUMENT,
        "<!-- end of bench matching -->\n<!-- bench matching -->\n",
    ],
)
def test_a_document_without_both_marks_is_refused(document: str) -> None:
    with pytest.raises(ValueError, match="bench matching"):
        filled(document, "matching", [])


def test_the_machine_is_named_with_the_day() -> None:
    assert "hardware threads" in machine()
