"""The student's words."""

from __future__ import annotations

import io
import tarfile
from typing import TYPE_CHECKING

import pytest

from matcher.encoder.static import UNKNOWN, make_tokenizer
from matcher.errors import EncoderUnavailableError
from matcher.training.vocabulary import choose_pieces, read_lexicon

if TYPE_CHECKING:
    from pathlib import Path

LEXICON = "缝纫 300 n\n车床 200 n\n张三 900 nr\n罕见 2 n\n工 5000 n\n北京 900 ns\n"
TEACHER = [("▁的", -4.0), ("缝", -9.0), ("▁Weld", -11.0), ("weld", -10.0)]


@pytest.fixture
def archives(tmp_path: Path) -> Path:
    raw = LEXICON.encode()
    with tarfile.open(tmp_path / "jieba-1.tar.gz", "w:gz") as archive:
        member = tarfile.TarInfo("jieba-1/jieba/dict.txt")
        member.size = len(raw)
        archive.addfile(member, io.BytesIO(raw))
    return tmp_path


def test_the_lexicon_has_common_words_and_no_names(archives: Path) -> None:
    assert read_lexicon(archives) == {"缝纫": 300, "车床": 200}


def test_a_missing_lexicon_is_told(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailableError, match="make weights"):
        read_lexicon(tmp_path)


def test_pieces_lose_their_marks_and_case_and_keep_the_better_score() -> None:
    pieces, scores = choose_pieces(TEACHER, {"缝纫": 300}, ["welder"])
    found = dict(zip(pieces, scores.tolist(), strict=True))
    assert pieces[0] == UNKNOWN
    assert found["weld"] == pytest.approx(-10)
    assert found["的"] == pytest.approx(-4)
    assert make_tokenizer(pieces, scores).encode("缝纫").tokens == ["缝纫"]


def test_a_rare_latin_piece_that_no_text_uses_is_left_out() -> None:
    pieces, _ = choose_pieces([("qqq", -14.0), ("abc", -14.0)], {}, ["abc"])
    assert "abc" in pieces
    assert "qqq" not in pieces
