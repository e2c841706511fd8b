"""What an assignment comes to, counted on cases that can be counted by hand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest

from matcher.assignment.assign import assign
from matcher.assignment.files import read_problem
from matcher.assignment.leftover import Left, main_obstacle
from matcher.assignment.report import Report
from matcher.eligibility import Obstacle
from matcher.errors import FileFormatError
from tests.matcher.assignment.test_assignment import brute_force, candidates

if TYPE_CHECKING:
    from pathlib import Path

PAIRS = "seeker\tvacancy\tchance\n甲\tA\t0.9\n甲\tB\t0.1\n乙\tA\t0.8\n丙\tC\t0.5\n"
POSTS = "vacancy\theadcount\temployer\nA\t1\t厂\nB\t2\t厂\nC\t0\t店\nD\t3\t铺\n"


def test_what_is_read_is_assigned_as_by_brute_force(tmp_path: Path) -> None:
    pairs, posts = tmp_path / "pairs.tsv", tmp_path / "posts.tsv"
    pairs.write_text(PAIRS, encoding="utf-8-sig")
    posts.write_text(POSTS)
    posed = read_problem(pairs, posts)
    assert posed.seekers == ("甲", "乙", "丙")
    found = assign(posed.candidates, least=1e-6)
    assert found.placements == pytest.approx(brute_force(posed.candidates), abs=1e-4)
    report = Report.of(posed.candidates, found, posed.employers)
    # One of 甲 and 乙 gets A; .9 is as much as .8 and .1 together.
    assert (report.people, report.posts, report.employers) == (3, 6, 2)
    assert report.placements == pytest.approx(0.9, abs=1e-4)
    assert report.gap <= 1e-4
    assert report.placed + sum(report.left.values()) == 3
    assert report.left[Left.NO_POSTS] == 1
    assert report.without_anybody == 1


def test_what_is_known_better_stands_for_no_candidates() -> None:
    posed = candidates([[-1.0], [0.5]], [1])
    report = Report.of(posed, assign(posed), ["x"], {0: Left.REACH})
    assert report.left == {Left.REACH: 1}
    assert report.without_anybody == 0
    nobody = candidates([], [])
    assert Report.of(nobody, assign(nobody), []).gap == 0


@pytest.mark.parametrize(
    ("pairs", "posts", "told"),
    [
        ("甲\tA\n", "A\t1\n", "pairs.tsv, line 1: expected a seeker"),
        ("甲\tA\t2\n", "A\t1\n", "pairs.tsv, line 1: expected a chance"),
        ("甲\tA\tnan\n", "A\t1\n", "expected a chance from 0 to 1, got 'nan'"),
        ("甲\tX\t1\n", "A\t1\n", "'X' does not stand in"),
        ("甲\tA\t1\n甲\tA\t1\n", "A\t1\n", "line 2: '甲' and 'A' stand twice"),
        ("", "A\n", "posts.tsv, line 1: expected a vacancy"),
        ("", "A\t1\nA\t1\n", "line 2: 'A' stands twice"),
        ("", "A\t1.5\n", "expected how many are sought, got '1.5'"),
        ("", "A\t-1\n", "expected how many are sought"),
        ("", "\t1\n", "line 1: the first column is empty"),
    ],
)
def test_a_line_that_is_none_is_named(
    tmp_path: Path, pairs: str, posts: str, told: str
) -> None:
    (tmp_path / "pairs.tsv").write_text(pairs)
    (tmp_path / "posts.tsv").write_text(posts)
    with pytest.raises(FileFormatError, match=re.escape(told)):
        read_problem(tmp_path / "pairs.tsv", tmp_path / "posts.tsv")


def test_what_alone_keeps_somebody_from_most_is_told() -> None:
    stands = {
        Obstacle.PAY: np.array([True, True, False, True]),
        Obstacle.SHIFT: np.array([False, True, True, True]),
        Obstacle.REACH: np.array([False, False, True, False]),
    }
    every = np.ones(4, dtype=bool)
    assert main_obstacle(every, stands) is Left.PAY
    # Nothing stands alone: what stands most often.
    assert main_obstacle(np.array([False, True, True, True]), stands) is Left.SHIFT
    assert main_obstacle(~every, stands) is Left.NO_WORK


def test_titles_may_hold_other_line_separators(tmp_path: Path) -> None:
    (tmp_path / "pairs.tsv").write_text("a\u2028b\tx\t0.5\r\nc\x0b\tx\t0.4\n", "utf-8")
    (tmp_path / "posts.tsv").write_text("x\t1\n")
    posed = read_problem(tmp_path / "pairs.tsv", tmp_path / "posts.tsv")
    assert posed.seekers == ("a\u2028b", "c")


def test_wishes_are_the_fourth_and_fifth_column_or_the_chance(tmp_path: Path) -> None:
    (tmp_path / "pairs.tsv").write_text("a\tx\t0.5\t3\t7\nb\tx\t0.4\t\t9\nc\tx\t.3\n")
    (tmp_path / "posts.tsv").write_text("x\t1\n")
    paths = (tmp_path / "pairs.tsv", tmp_path / "posts.tsv")
    posed = read_problem(*paths, wishes=True)
    assert posed.wants.tolist() == [3, 0.4, 0.3]
    assert posed.liking.tolist() == [7, 9, 0.3]
    assert read_problem(*paths).liking.tolist() == [0.5, 0.4, 0.3]
