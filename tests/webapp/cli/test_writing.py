"""Files that cannot be written."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from webapp.cli import main
from webapp.cli.writing import expect_folder, write_whole, writing


def _run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_a_file_without_a_folder_is_refused(tmp_path: Path) -> None:
    expect_folder(tmp_path / "file")
    with pytest.raises(click.ClickException, match="there is no such folder"):
        expect_folder(tmp_path / "none" / "file")


@pytest.mark.parametrize("path", ["/proc/none", "/dev/full"])
def test_what_cannot_be_written_is_told_with_its_path(path: str) -> None:
    with (
        pytest.raises(click.ClickException, match=f"Cannot write {path} .*: name a"),
        writing(Path(path)),
    ):
        Path(path).write_text("text")


@pytest.mark.parametrize("output", ["/proc/none", "/dev/full"])
@pytest.mark.parametrize("command", ["rank", "assign"])
def test_commands_that_cannot_write_end_with_one_sentence(
    tmp_path: Path, command: str, output: str
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.write_text({"rank": "q1\tcook\n", "assign": "a\tx\t1\n"}[command])
    second.write_text({"rank": "d1\tcook\n", "assign": "x\t1\n"}[command])
    more = ("--system", "bm25") if command == "rank" else ()
    result = _run(command, first, second, "-o", output, *more)
    assert result.exit_code == 1
    assert f"Error: Cannot write {output} (" in result.output
    assert "Traceback" not in result.output


def test_example_files_that_cannot_be_written_are_told(tmp_path: Path) -> None:
    result = _run("demo", "--spreadsheets", "/proc/none")
    assert result.exit_code == 1
    assert "Error: Cannot write /proc/none (" in result.output
    taken = tmp_path / "vacancies-岗位需求汇总.xlsx"
    taken.mkdir()
    result = _run("demo", "--spreadsheets", tmp_path)
    assert result.exit_code == 1
    assert f"Error: Cannot write {taken} (" in result.output


def test_a_file_is_written_whole_or_stays_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text("old", encoding="utf-8")
    (tmp_path / ".plan.json.draft").mkdir()  # what is in the way of a draft

    with pytest.raises(click.ClickException, match=r"/plan\.json \(Is a directory"):
        write_whole(tmp_path / "plan.json", b"new")

    assert (tmp_path / "plan.json").read_text(encoding="utf-8") == "old"
