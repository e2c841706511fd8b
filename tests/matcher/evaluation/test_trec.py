"""Files of texts, runs and judgements."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from matcher.errors import FileFormatError
from matcher.evaluation.trec import (
    Text,
    read_judgements,
    read_run,
    read_texts,
    write_run,
)

if TYPE_CHECKING:
    from pathlib import Path


def _file(folder: Path, text: str) -> Path:
    path = folder / "file"
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_a_header_is_known_by_the_name_of_its_id(tmp_path: Path) -> None:
    path = _file(tmp_path, "query_id\ttext\nq1\t缝纫工\n")
    assert read_texts(path) == [Text("q1", "缝纫工")]


@pytest.mark.parametrize("name", ["序号", "编号", "ID", "Doc_ID"])
def test_a_header_may_be_chinese_or_in_capitals(tmp_path: Path, name: str) -> None:
    path = _file(tmp_path, f"{name}\t文本\n1\t缝纫工\n")
    assert read_texts(path) == [Text("1", "缝纫工")]


def test_columns_that_a_header_names_are_passed_over(tmp_path: Path) -> None:
    path = _file(tmp_path, "id\ttext\tnarrative\nq1\t缝纫工\tsewing\nq2\t叉车\n")
    assert read_texts(path) == [Text("q1", "缝纫工"), Text("q2", "叉车")]


def test_a_file_without_header_loses_no_line(tmp_path: Path) -> None:
    path = _file(tmp_path, "\ufeffQ000001\tChief Executives\r\nQ2\tCooks\r\n\n")
    assert read_texts(path) == [
        Text("Q000001", "Chief Executives"),
        Text("Q2", "Cooks"),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a\tx\nb\n", "line 2: expected an id, a tab and a text"),
        ("a\tx\na\ty\n", "line 2: the id 'a' stands twice"),
        ("a\tx\ty\n", "line 1: .* got 3 columns: remove tabs"),
        ("id\ttext\na\tx\ty\n", "line 2: .* got 3 columns: remove tabs"),
        ("a\tx\n\ty\n", "line 2: the id '' is empty or holds a blank"),
        ("a b\tx\n", "line 1: the id 'a b' is empty or holds a blank"),
        ("a\u00a0b\tx\n", "line 1: the id .* is empty or holds a blank"),
        ("a \tx\n", "line 1: the id 'a ' is empty or holds a blank"),
    ],
)
def test_a_wrong_line_of_texts_is_named(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(FileFormatError, match=told):
        read_texts(_file(tmp_path, text))


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes("q1\t缝纫工".encode("gb18030"))
    with pytest.raises(FileFormatError, match="not UTF-8"):
        read_texts(path)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    run = {"q1": [("d2", 0.75), ("d1", 0.5)], "q2": [("d9", -1.0)]}
    write_run(tmp_path / "run", run, "ours")
    assert read_run(tmp_path / "run") == run


def test_a_run_is_ordered_by_score_and_ties_as_they_stand(tmp_path: Path) -> None:
    path = _file(tmp_path, "q Q0 b 1 0.1 x\nq Q0 a 2 0.5 x\nq Q0 c 3 0.1 x\n")
    assert [document for document, _ in read_run(path)["q"]] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("q Q0 d 1 0.5\n", "line 1: expected query, Q0, document"),
        ("q Q0 d 1 x run\n", "line 1: score 'x' is not a finite number"),
        ("q Q0 d 1 .9 run\nq Q0 e 2 nan run\n", "line 2: score 'nan' is not a finite"),
        ("q Q0 d 1 inf run\n", "line 1: score 'inf' is not a finite number"),
        ("q Q0 d 1 1 run\nq Q0 d 2 0 run\n", "line 2: 'd' stands twice"),
    ],
)
def test_a_wrong_line_of_a_run_is_named(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(FileFormatError, match=told):
        read_run(_file(tmp_path, text))


def test_judgements_have_three_or_four_columns(tmp_path: Path) -> None:
    four = read_judgements(_file(tmp_path, "q1\t0\td1\t3\nq1\t0\td2\t0\n"))
    three = read_judgements(_file(tmp_path, "query_id\tdoc_id\tgrade\nq1\td1\t3\n"))
    assert four == {"q1": {"d1": 3.0, "d2": 0.0}}
    assert three == {"q1": {"d1": 3.0}}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("q1 d1\n", "line 1: expected query, 0"),
        ("q1 0 d1 1\nq1 0 d1 2\n", "line 2: 'd1' is judged twice for 'q1'"),
        *(
            (f"q1 0 d1 {grade}\n", f"line 1: grade '{grade}' is not a whole number")
            for grade in ("x", "0.5", "inf", "-inf", "nan", "9999")
        ),
    ],
)
def test_a_wrong_line_of_judgements_is_named(
    tmp_path: Path, text: str, told: str
) -> None:
    with pytest.raises(FileFormatError, match=told):
        read_judgements(_file(tmp_path, text))


def test_a_grade_below_zero_is_not_relevant(tmp_path: Path) -> None:
    judged = read_judgements(_file(tmp_path, "q1 0 d1 -1\nq1 0 d2 1.0\n"))
    assert judged == {"q1": {"d1": 0.0, "d2": 1.0}}
