"""Answers that are kept because they are asked for again; shared by threads."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

Answer = TypeVar("Answer")


class Kept(Generic[Answer]):
    """The last so many answers; of what is asked again, none is made twice in a row."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._answers)

    def get(self, asked: Hashable, make: Callable[[], Answer]) -> Answer:
        """Return the answer; two threads that ask at once may both make it."""
        with self._lock:
            if asked in self._answers:
                self._answers.move_to_end(asked)
                return self._answers[asked]
        made = make()
        with self._lock:
            self._answers[asked] = made
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
        return made
