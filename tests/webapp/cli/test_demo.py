from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from webapp.cli import main

if TYPE_CHECKING:
    from pathlib import Path

SMALL = ["demo", "--vacancies", "5", "--seekers", "5", "--riders", "8"]


@pytest.fixture(autouse=True)
def _instance(
    monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path: Path
) -> None:
    monkeypatch.setenv("ZHIDA_DATABASE_URL", database_url)
    monkeypatch.setenv("ZHIDA_VAR_DIR", str(tmp_path / "var"))


def test_an_empty_database_is_filled_and_the_logins_are_told() -> None:
    result = CliRunner().invoke(main, SMALL)
    assert result.exit_code == 0, result.output
    assert "demo-dispatcher" in result.output


def test_a_filled_database_is_left_alone() -> None:
    CliRunner().invoke(main, SMALL)
    result = CliRunner().invoke(main, SMALL)
    assert result.exit_code == 1
    assert "holds demo data already" in result.output


def test_an_office_with_data_of_its_own_gets_no_demo_data() -> None:
    CliRunner().invoke(main, ["prepare", "--no-demo"])
    result = CliRunner().invoke(main, SMALL)
    assert result.exit_code == 1
    assert "holds real data already" in result.output


def test_example_files_are_written_without_a_database(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["demo", "--spreadsheets", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    assert len(list((tmp_path / "out").iterdir())) == 3
