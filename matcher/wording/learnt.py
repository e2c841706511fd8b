"""
What a network that has read many labelled lines makes of a line.

The grammar finds what it has words and relations for; people also say such things in
words that no list holds. The network is the adapted encoder with four layers of its own
(``matcher/training/lines.py``), built beside it by ``make install``.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from matcher.encoder.conversion import LINES
from matcher.encoder.openvino import FACTS, shared_tokenizer
from matcher.encoder.sentence import not_whole
from matcher.encoder.short import words_of
from matcher.text import readable
from matcher.wording.rules import Ground

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Odds = NDArray[np.float32]

# What it tells apart: the grounds that stop a posting, behind whether there is one.
GROUNDS: Final = (
    Ground.SEX,
    Ground.MARRIAGE,
    Ground.FERTILITY,
    Ground.ETHNICITY,
    Ground.RELIGION,
    Ground.HOUSEHOLD,
    Ground.REGION,
    Ground.HEPATITIS,
    Ground.INFECTION,
    Ground.DISABILITY,
    Ground.DEPOSIT,
    Ground.PAPERS,
    Ground.CHILD,
    Ground.TERMS,
)
# As it was taught: the encoder's prompt before the line, and so many tokens.
PROMPT: Final = "query: "
TOKENS: Final = 64
# So many lines at a time, padded to a multiple of so many tokens.
BATCH: Final = 8
LENGTHS: Final = 8
# Who changes a posting has most of its lines read again.
KEPT: Final = 4_096


class LineReader(Protocol):
    """Says of lines whether they may stand."""

    def log_odds(self, lines: Sequence[str]) -> Odds:
        """
        Return a row a line: the log-odds that it may not stand, then of each ground.

        Columns behind the first are in the order of ``GROUNDS``.
        """
        ...


class LearntReader:
    """
    The shipped network; calls from several threads take turns.

    A line is read once while it is among the last few thousand.

    Parameters
    ----------
    folder
        That of the adapted encoder.

    Raises
    ------
    EncoderUnavailableError
        When the network is damaged.
    """

    def __init__(self, folder: Path) -> None:
        import openvino

        try:
            self._pad: int = json.loads((folder / FACTS).read_text())["pad"]
            self._words = words_of(folder)
            self._network = openvino.Core().compile_model(
                str(folder / LINES),
                "CPU",
                {
                    "INFERENCE_NUM_THREADS": 1,
                    "NUM_STREAMS": 1,
                    "PERFORMANCE_HINT": "LATENCY",
                },
            )
            self._tokenizer = shared_tokenizer(folder)
        except (OSError, ValueError, LookupError, TypeError, RuntimeError) as error:
            raise not_whole("network of lines", folder, error) from error
        self._known: OrderedDict[str, Odds] = OrderedDict()
        self._lock = threading.Lock()

    def log_odds(self, lines: Sequence[str]) -> Odds:
        odds = np.empty((len(lines), 1 + len(GROUNDS)), dtype=np.float32)
        with self._lock:
            found = self._known
            new = [line for line in dict.fromkeys(lines) if line not in found]
            self._read(new)
            for row, line in enumerate(lines):
                odds[row] = found[line]
            for line in dict.fromkeys(lines):
                found.move_to_end(line)
            while len(found) > KEPT:
                found.popitem(last=False)
        return odds

    def _read(self, lines: Sequence[str]) -> None:
        read = {}
        for line in lines:
            tokens = self._tokenizer.encode(PROMPT + readable(line)).ids
            # The last ends the text, however long that is.
            read[line] = tokens[: TOKENS - 1] + tokens[TOKENS - 1 :][-1:]
        order = sorted(lines, key=lambda line: len(read[line]))
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            width = -(-len(read[batch[-1]]) // LENGTHS) * LENGTHS
            ids = np.full((len(batch), width), self._pad, dtype=np.int64)
            mask = np.zeros_like(ids)
            for row, line in enumerate(batch):
                ids[row, : len(read[line])] = read[line]
                mask[row, : len(read[line])] = 1
            words = self._words[ids].astype(np.float32)
            given = self._network([ids, mask, words])[0]
            self._known |= zip(batch, given.copy(), strict=True)


def open_reader(folder: Path) -> LearntReader | None:
    """Return the shipped network; None where it was not built, as without OpenVINO."""
    if find_spec("openvino") is None or not (folder / LINES).exists():
        return None
    return LearntReader(folder)
