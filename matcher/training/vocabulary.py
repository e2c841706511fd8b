"""The words of the student: pieces of the teacher's vocabulary, and a lexicon."""

from __future__ import annotations

import io
import json
import math
import re
import tarfile
from collections import Counter
from typing import TYPE_CHECKING, Final

import numpy as np

from matcher.encoder.static import UNKNOWN, make_tokenizer
from matcher.errors import EncoderUnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

LEXICON_ARCHIVE: Final = "jieba-*.tar.gz"
LEXICON_MEMBER: Final = "jieba/dict.txt"
LEXICON_WORDS: Final = 70_000
LEAST_COUNT: Final = 3
# Tags of the lexicon for names of people, places and organisations.
NAMES: Final = ("nr", "ns", "nt")
# The lexicon's counts sum to this; a rare word still beats its single characters.
LEXICON_TOTAL: Final = 6e7
LEAST_SCORE: Final = -15.5
# A Latin piece that no training text uses is kept when it is at least so frequent.
FREQUENT_SCORE: Final = -11.5
_LATIN: Final = re.compile(r"[\u0021-\u007e]+")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]{1,4}")
_WORD: Final = re.compile(r"[\u4e00-\u9fff]{2,5}")
_SIGN: Final = re.compile(r"[\u3000-\u303f\uff00-\uffef\u2000-\u206f]")
MARK: Final = "▁"


def read_lexicon(archives: Path) -> dict[str, int]:
    """
    Return the commonest Chinese words with their counts, names left out.

    Raises
    ------
    EncoderUnavailableError
        When the archive is not there.
    """
    archive = next(iter(sorted(archives.glob(LEXICON_ARCHIVE))), None)
    if archive is None:
        message = f"No {LEXICON_ARCHIVE} in {archives}; make weights downloads it."
        raise EncoderUnavailableError(message)
    with tarfile.open(archive) as opened:
        member = next(m for m in opened if m.name.endswith(LEXICON_MEMBER))
        file = opened.extractfile(member)
        text = io.TextIOWrapper(file, "utf-8").read() if file else ""
    counts = {}
    for line in text.splitlines():
        word, count, tag = line.split(" ")
        is_name = tag.startswith(NAMES)
        if _WORD.fullmatch(word) and int(count) >= LEAST_COUNT and not is_name:
            counts[word] = int(count)
    common = sorted(counts, key=lambda word: (-counts[word], word))[:LEXICON_WORDS]
    return {word: counts[word] for word in common}


def read_pieces(folder: Path) -> list[tuple[str, float]]:
    """Return pieces and scores of an encoder's folder, its special ones left out."""
    text = (folder / "tokenizer.json").read_text(encoding="utf-8")
    vocabulary = json.loads(text)["model"]["vocab"]
    return [(piece, score) for piece, score in vocabulary if piece[:1] != "<"]


def choose_pieces(
    teacher: Iterable[tuple[str, float]],
    lexicon: Mapping[str, int],
    latin_texts: Sequence[str],
) -> tuple[tuple[str, ...], NDArray[np.float32]]:
    """
    Return the pieces, the first ``UNKNOWN``, and their scores.

    Parameters
    ----------
    teacher
        Pieces and scores of the teacher's vocabulary.
    latin_texts
        Of Latin pieces those are kept that these use, and all frequent ones.
    """
    scores: dict[str, float] = {}
    for marked, score in teacher:
        piece = marked.lstrip(MARK)
        if _LATIN.fullmatch(piece):
            piece = piece.lower()
        elif not (_HAN.fullmatch(piece) or _SIGN.fullmatch(piece)):
            continue
        scores[piece] = max(score, scores.get(piece, -math.inf))
    for word, count in lexicon.items():
        scores.setdefault(word, max(LEAST_SCORE, math.log(count / LEXICON_TOTAL)))
    everything = (UNKNOWN, *scores)
    tokenizer = make_tokenizer(
        everything, np.array([0.0, *scores.values()], np.float32)
    )
    used = Counter(
        token
        for encoding in tokenizer.encode_batch(list(latin_texts))
        for token in encoding.tokens
    )
    kept = {
        piece: score
        for piece, score in scores.items()
        if not _LATIN.fullmatch(piece)
        or len(piece) == 1
        or used[piece]
        or score > FREQUENT_SCORE
    }
    pieces = (UNKNOWN, *kept)
    return pieces, np.array([0.0, *kept.values()], np.float32)
