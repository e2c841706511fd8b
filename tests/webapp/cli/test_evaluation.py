"""`zhida rank`, `zhida evaluate` and `zhida occupations`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from webapp.cli import main
from webapp.cli.occupations import read_titles

if TYPE_CHECKING:
    from pathlib import Path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "queries.tsv").write_text("id\ttext\nq1\t缝纫工\nq2\t叉车\n", "utf-8")
    (tmp_path / "corpus.tsv").write_text("d1\t叉车司机\nd2\t平车缝纫工\n", "utf-8")
    (tmp_path / "qrels").write_text("q1 0 d2 1\nq2 0 d1 1\n", "utf-8")
    return tmp_path


@pytest.mark.parametrize("system", ["bm25", "tfidf"])
def test_a_run_is_written_and_measured(files: Path, system: str) -> None:
    ranked = run(
        "rank",
        files / "queries.tsv",
        files / "corpus.tsv",
        "-o",
        files / "run",
        "--system",
        system,
    )
    assert ranked.exit_code == 0, ranked.output
    assert (files / "run").read_text().startswith("q1 Q0 d2 1 ")
    measured = run("evaluate", files / "run", files / "qrels", "--by-query")
    assert measured.exit_code == 0, measured.output
    assert measured.output.splitlines()[-1].startswith("all 2\t1.0000\t1.0000")


def test_top_cuts_the_run(files: Path) -> None:
    run(
        "rank",
        files / "queries.tsv",
        files / "corpus.tsv",
        "-o",
        files / "run",
        "--system",
        "random",
        "--top",
        1,
    )
    assert len((files / "run").read_text().splitlines()) == 2


def test_a_wrong_line_is_told_in_words(files: Path) -> None:
    (files / "corpus.tsv").write_text("d1\tx\nnothing\n")
    result = run(
        "rank", files / "queries.tsv", files / "corpus.tsv", "-o", files / "run"
    )
    assert result.exit_code == 1
    assert "line 2: expected an id, a tab and a text" in result.output


def test_judgements_without_anything_relevant_are_told(files: Path) -> None:
    (files / "run").write_text("q1 Q0 d2 1 0.5 x\n")
    (files / "qrels").write_text("q1 0 d2 0\n")
    result = run("evaluate", files / "run", files / "qrels")
    assert result.exit_code == 1
    assert "judges no document relevant" in result.output


def test_a_query_that_was_judged_without_success_is_not_called_unjudged(
    files: Path,
) -> None:
    (files / "run").write_text("a Q0 d 1 1 x\nb Q0 d 1 1 x\n", "utf-8")
    (files / "qrels").write_text("a 0 d 1\nb 0 d 0\n", "utf-8")
    result = run("evaluate", files / "run", files / "qrels")
    assert result.output.splitlines()[-1] == (
        "1 queries of the run have no document judged relevant: not counted."
    )


def test_a_folder_that_is_not_there_is_told(files: Path) -> None:
    result = run(
        "rank",
        files / "queries.tsv",
        files / "corpus.tsv",
        "-o",
        files / "none" / "run",
    )
    assert result.exit_code == 1
    assert "there is no such folder" in result.output


def test_the_table_of_a_document_is_filled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def table(folder: Path, only: tuple[str, ...]) -> list[str]:
        return [f"| {folder.name} |", f"| {' '.join(only)} |"]

    monkeypatch.setattr("bench.matching.table", table)
    document = tmp_path / "figures.md"
    document.write_text("<!-- bench matching -->\n<!-- end of bench matching -->\n")
    into = ("bench", "matching", tmp_path, "--only", "zh", "--into", document)
    result = run(*into)
    assert result.exit_code == 0, result.output
    assert result.output == f"| {tmp_path.name} |\n| zh |\n"
    assert f"\n| {tmp_path.name} |\n| zh |\n" in document.read_text("utf-8")
    document.write_text("no marks")
    result = run(*into)
    assert result.exit_code == 1
    assert "figures.md: Expected a line <!-- bench matching -->" in result.output
    assert document.read_text() == "no marks"


def test_sets_that_are_not_there_are_told(tmp_path: Path) -> None:
    result = run("bench", "matching", tmp_path, "--only", "zh")
    assert result.exit_code == 1
    missing = tmp_path / "talentclef-zh" / "queries.tsv"
    assert f"Error: Cannot read {missing} (" in result.output
    assert "name the folder of the public sets" in result.output


def test_texts_without_words_come_last_whatever_ranks(files: Path) -> None:
    (files / "corpus.tsv").write_text("d0\t\nd1\t.\nd2\t😀\nd3\t会计\n", "utf-8")
    asked = (files / "queries.tsv", files / "corpus.tsv", "-o", files / "run")
    for system in ("bm25", "tfidf", "random"):
        assert run("rank", *asked, "--system", system).exit_code == 0
        first = (files / "run").read_text().split("\n")[0]
        assert first.startswith("q1 Q0 d3 1 ")


def test_what_rank_writes_evaluate_reads_or_rank_refuses(files: Path) -> None:
    (files / "corpus.tsv").write_text("d 1\t缝纫工\n", "utf-8")
    result = run(
        "rank", files / "queries.tsv", files / "corpus.tsv", "-o", files / "run"
    )
    assert result.exit_code == 1
    assert "corpus.tsv, line 1: the id 'd 1' is empty or holds a blank" in result.output
    assert not (files / "run").exists()


def test_titles_end_with_line_feeds_only(tmp_path: Path) -> None:
    path = tmp_path / "titles.tsv"
    path.write_bytes("\ufefftitle\tplace\r\n缝纫\u2028工\t盛泽\r\n\na\x0bb\n".encode())
    assert read_titles(path) == ["缝纫\u2028工", "", "a\x0bb"]
    path.write_text("title\n缝纫工", "utf-8")
    assert read_titles(path) == ["缝纫工"]


@pytest.mark.slow
def test_titles_get_the_codes_of_the_classification(tmp_path: Path) -> None:
    titles = ["急聘缝纫工8000-12000包吃住", "叉车司机", "", "税务会计（双休）"]
    (tmp_path / "titles.tsv").write_text("\n".join(["title", *titles]), "utf-8")
    result = run(
        "occupations", tmp_path / "titles.tsv", "-o", tmp_path / "codes.tsv", "--top", 3
    )
    assert result.exit_code == 0, result.output
    assert "1 of them hold no words" in result.output
    lines = (tmp_path / "codes.tsv").read_text("utf-8").splitlines()
    assert lines[0] == "title\trank\tcode\tname\tscore"
    rows = [line.split("\t") for line in lines[1:]]
    assert len(rows) == 9
    first = {row[0]: row[2] for row in rows if row[1] == "1"}
    assert first[titles[0]] == "6-05-01-03"
    assert first[titles[1]] == "6-30-05-01"
    assert first[titles[3]].startswith("2-06-03-")


def test_an_empty_file_of_titles_is_told(tmp_path: Path) -> None:
    (tmp_path / "titles.tsv").write_text("")
    result = run("occupations", tmp_path / "titles.tsv", "-o", tmp_path / "codes.tsv")
    assert result.exit_code == 1
    assert "expected a header line" in result.output
