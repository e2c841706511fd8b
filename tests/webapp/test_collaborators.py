"""What a process loads once, from what was built."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from matcher.encoder.conversion import LINES
from matcher.encoder.openvino import FACTS
from matcher.wording.checking import check
from webapp.collaborators import Collaborators

if TYPE_CHECKING:
    from pathlib import Path

    from webapp.config import Settings


@pytest.mark.skipif(find_spec("openvino") is None, reason="no build of OpenVINO")
def test_a_damaged_second_reader_leaves_the_grammar_to_check_words(
    settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "encoder" / "e5-job"
    folder.mkdir(parents=True)
    (folder / LINES).write_text("<net")
    (folder / FACTS).write_text("{}")
    here = replace(settings, build_dir=tmp_path, encoder="")
    assert Collaborators(here).wording is check
