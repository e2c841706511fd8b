"""`zhida wording`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from click.testing import CliRunner

from webapp.cli import main

if TYPE_CHECKING:
    from pathlib import Path


def test_findings_are_printed_with_their_place_and_the_command_fails() -> None:
    text = "普工，包吃住\n限女性，18-35岁\n"
    result = CliRunner().invoke(main, ["wording", "-"], input=text)
    assert result.exit_code == 1
    first, second = result.output.splitlines()
    assert first.startswith("2\t1-3\tblock\tsex\t限女性\t")
    assert second.split("\t")[2:4] == ["warn", "age"]


def test_a_tab_in_a_phrase_moves_no_column() -> None:
    result = CliRunner().invoke(main, ["wording", "-"], input="限\t女性\n")
    (line,) = result.output.splitlines()
    assert line.split("\t")[:5] == ["1", "1-4", "block", "sex", "限 女性"]
    assert len(line.split("\t")) == 7


def test_a_file_in_another_encoding_is_told_and_not_passed(tmp_path: Path) -> None:
    (tmp_path / "advert.txt").write_bytes("限女性".encode("gbk"))
    result = CliRunner().invoke(main, ["wording", str(tmp_path / "advert.txt")])
    assert result.exit_code == 1
    assert "is not UTF-8: save it as UTF-8" in result.output


def test_a_lawful_advert_prints_nothing() -> None:
    result = CliRunner().invoke(main, ["wording", "-"], input="男女不限，包吃住\n")
    assert (result.exit_code, result.output) == (0, "")


def test_a_line_that_was_not_read_to_its_end_is_told() -> None:
    text = f"包吃住\n{'工' * 20_000}限女性\n{'工' * 20_000}\n"
    result = CliRunner().invoke(main, ["wording", "-"], input=text)
    assert result.exit_code == 1
    assert "first 20,000 characters of line 2 were read: break it" in result.output
