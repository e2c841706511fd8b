from __future__ import annotations

from typing import TYPE_CHECKING

from click.testing import CliRunner

from webapp.cli import main
from webapp.database import is_up_to_date, open_engine

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_migrate_brings_the_tables_once(
    monkeypatch: pytest.MonkeyPatch, empty_database_url: str, tmp_path: Path
) -> None:
    monkeypatch.setenv("ZHIDA_DATABASE_URL", empty_database_url)
    monkeypatch.setenv("ZHIDA_VAR_DIR", str(tmp_path / "var"))
    first = CliRunner().invoke(main, ["migrate"])
    assert first.exit_code == 0, first.output
    engine = open_engine(empty_database_url)
    assert is_up_to_date(engine)
    engine.dispose()
    assert CliRunner().invoke(main, ["migrate"]).output == ""


def test_a_database_that_does_not_answer_is_told_without_its_password(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    url = "postgresql://someone:secret@127.0.0.1:1/nothing"
    monkeypatch.setenv("ZHIDA_DATABASE_URL", url)
    monkeypatch.setenv("ZHIDA_VAR_DIR", str(tmp_path / "var"))
    result = CliRunner().invoke(main, ["migrate"])
    assert result.exit_code == 1
    assert "Cannot open the database" in result.output
    assert "secret" not in result.output


def test_an_unknown_setting_is_told_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ZHIDA_DATABSE_URL", "x")
    result = CliRunner().invoke(main, ["migrate"])
    assert result.exit_code == 1
    assert "ZHIDA_DATABSE_URL" in result.output
