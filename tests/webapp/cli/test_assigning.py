"""`zhida assign`, over an instance and over files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session

from matcher.assignment.leftover import Left
from matcher.sentences import LEFTOVERS
from models.sealed import Keyring, use_keyring
from tests.factories.matching import make_paid_vacancy, make_wishing_seeker
from webapp.cli import main
from webapp.cli.assigning import LEFT_OUT
from webapp.database import migrate, open_engine
from webapp.services import proposals
from webapp.services.assigning import LeftOut

if TYPE_CHECKING:
    from collections.abc import Iterator

BUILD = Path(__file__).parents[3] / "build"


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An instance with two posts for three people."""
    url = f"sqlite:///{tmp_path / 'zhida.sqlite'}"
    monkeypatch.setenv("ZHIDA_DATABASE_URL", url)
    monkeypatch.setenv("ZHIDA_VAR_DIR", str(tmp_path))
    monkeypatch.setenv("ZHIDA_BUILD_DIR", str(BUILD))
    monkeypatch.setenv("ZHIDA_ENCODER", "hashing")
    engine = open_engine(url)
    migrate(engine)
    later = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=30)
    with Session(engine) as session:
        make_paid_vacancy(session, "缝纫工\t急聘", valid_until=later, headcount=2)
        for _ in range(3):
            make_wishing_seeker(session, "缝纫工", id_number=None)
        session.commit()
    engine.dispose()
    yield url
    use_keyring(Keyring({"test": b"t" * 32}, b"i" * 32))


def test_the_offices_people_are_assigned_and_the_page_shows_it(
    url: str, tmp_path: Path
) -> None:
    output = tmp_path / "out.tsv"
    result = CliRunner().invoke(main, ["assign", "-o", str(output)])
    assert result.exit_code == 0, result.output
    assert "3 people, 2 posts: 2 placed" in result.output
    assert "1  suitable posts go to people" in result.output
    assert "0 of 1 employers that seek somebody get nobody" in result.output
    head, *lines = output.read_text().splitlines()
    rows = [
        dict(zip(head.split("\t"), line.split("\t"), strict=True)) for line in lines
    ]
    assert sorted(row["vacancy"] for row in rows) == ["", "1", "1"]
    assert [row["why"] for row in rows if not row["vacancy"]] == [
        LEFTOVERS["zh"][Left.OUTBID]
    ]
    assert all("工种" in row["reasons"] for row in rows if row["vacancy"])
    engine = open_engine(url)
    with Session(engine) as session:
        assert proposals.last_found(session) is not None
        # Another one's run is not disturbed.
        proposals.ask(session, account_id=None, now=dt.datetime.now(dt.UTC))
        session.commit()
    engine.dispose()
    result = CliRunner().invoke(main, ["assign", "-o", str(output)])
    assert result.exit_code == 1
    assert "on its way already" in result.output


def test_files_are_assigned_without_an_instance(tmp_path: Path) -> None:
    pairs, posts, output = (tmp_path / name for name in ("p.tsv", "q.tsv", "o.tsv"))
    pairs.write_text("seeker\tvacancy\tchance\na\tx\t0.9\na\ty\t0.5\nb\tx\t0.8\n")
    posts.write_text("x\t1\ny\t1\nz\t2\n")
    asked = ["assign", str(pairs), str(posts), "-o", str(output)]
    result = CliRunner().invoke(main, asked)
    assert result.exit_code == 0, result.output
    assert "2 people, 4 posts: 2 placed, 1.3 placements" in result.output
    assert "1 of 3 employers" in result.output
    assert output.read_text().splitlines()[1:] == ["a\ty\t0.500\t", "b\tx\t0.800\t"]
    pairs.write_text("a\tx\n")
    result = CliRunner().invoke(main, asked)
    assert (result.exit_code, "line 1: expected" in result.output) == (1, True)
    result = CliRunner().invoke(main, asked[:2] + asked[3:])
    assert (result.exit_code, "Name the posts" in result.output) == (2, True)
    result = CliRunner().invoke(main, [*asked[:-1], str(tmp_path / "no" / "o.tsv")])
    assert (result.exit_code, "no such folder" in result.output) == (1, True)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_reasons_in_the_file_are_words_of_the_language(
    tmp_path: Path, language: str
) -> None:
    pairs, posts, output = (tmp_path / name for name in ("p.tsv", "q.tsv", "o.tsv"))
    pairs.write_text("a\tx\t0.9\nb\tx\t0.8\n")
    posts.write_text("x\t1\n")
    asked = ["assign", str(pairs), str(posts), "-o", str(output)]
    result = CliRunner().invoke(main, [*asked, "--language", language])
    assert result.exit_code == 0, result.output
    why = LEFTOVERS[language][Left.OUTBID]
    assert output.read_text("utf-8").splitlines()[2] == f"b\t\t\t{why}"


def test_files_are_assigned_stably_or_for_everybody(tmp_path: Path) -> None:
    pairs, posts, output = (tmp_path / name for name in ("p.tsv", "q.tsv", "o.tsv"))
    # Each wants the other one's likelier place, and is wanted there.
    pairs.write_text(
        "a\tx\t0.9\t1\t1\na\ty\t0.1\t2\t2\nb\tx\t0.1\t2\t2\nb\ty\t0.9\t1\n"
    )
    posts.write_text("x\t1\ny\t1\n")
    asked = ["assign", str(pairs), str(posts), "-o", str(output)]

    def placed(*more: str) -> list[str]:
        result = CliRunner().invoke(main, [*asked, *more])
        assert result.exit_code == 0, result.output
        return [line.split("\t")[1] for line in output.read_text().splitlines()[1:]]

    assert placed() == ["x", "y"]
    assert placed("--stable") == ["y", "x"]
    pairs.write_text("a\tx\t0.9\na\ty\t0.1\nb\tx\t0.1\n")
    assert placed() == ["x", ""]
    assert placed("--everybody") == ["y", "x"]
    pairs.write_text("a\tx\t0.9\tmuch\n")
    result = CliRunner().invoke(main, [*asked, "--stable"])
    assert (result.exit_code, "line 1: expected a number" in result.output) == (1, True)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--stable"], "are for two files"),
        (["p.tsv", "q.tsv", "--stable", "--everybody"], "Choose one of"),
    ],
)
def test_options_that_do_not_fit_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: list[str], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("p.tsv", "q.tsv"):
        Path(name).touch()
    result = CliRunner().invoke(main, ["assign", *more, "-o", "o.tsv"])
    assert (result.exit_code, told in result.output) == (2, True)


def test_every_reason_has_its_words() -> None:
    assert all(set(words) == set(Left) for words in LEFTOVERS.values())
    assert set(LEFT_OUT) == set(LeftOut)
