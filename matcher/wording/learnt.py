"""
What a network that has read many labelled lines makes of a line.

The grammar finds what it has words and relations for; people also say such things in
words that no list holds. The network is the adapted encoder with four layers of its own
(``matcher/training/wording.py``), built beside it by ``make install``.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from matcher.encoder.openvino import FACTS
from matcher.encoder.sentence import not_whole, open_tokenizer
from matcher.encoder.short import LINES, ShortNetwork
from matcher.text import readable
from matcher.wording.rules import Ground

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

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
WIDTHS: Final = (32, TOKENS)
# Who changes a posting has most of its lines read again.
KEPT: Final = 4_096


class LineReader(Protocol):
    """Says of lines whether they may stand."""

    def log_odds(self, lines: Sequence[str]) -> NDArray[np.float32]:
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
        try:
            pad: int = json.loads((folder / FACTS).read_text())["pad"]
            self._network = ShortNetwork(folder, LINES, pad, WIDTHS)
            self._tokenizer = open_tokenizer(folder)
        except (OSError, ValueError, LookupError, TypeError, RuntimeError) as error:
            raise not_whole("network of lines", folder, error) from error
        self._tokenizer.enable_truncation(TOKENS)
        self._tokenizer.no_padding()
        self._known: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = threading.Lock()

    def log_odds(self, lines: Sequence[str]) -> NDArray[np.float32]:
        odds = np.empty((len(lines), 1 + len(GROUNDS)), dtype=np.float32)
        with self._lock:
            for row, line in enumerate(lines):
                odds[row] = self._of(line)
        return odds

    def _of(self, line: str) -> NDArray[np.float32]:
        found = self._known.pop(line, None)
        if found is None:
            tokens = self._tokenizer.encode(PROMPT + readable(line)).ids
            found = self._network.run(tokens)
            if found is None:
                msg = f"{len(tokens)} tokens, of {TOKENS}."
                raise RuntimeError(msg)
        self._known[line] = found
        if len(self._known) > KEPT:
            self._known.popitem(last=False)
        return found


def open_reader(folder: Path) -> LearntReader | None:
    """Return the shipped network; None where it was not built, as without OpenVINO."""
    if find_spec("openvino") is None or not (folder / LINES).exists():
        return None
    return LearntReader(folder)
