"""What every way out is given, and what it says when it cannot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Letter:
    """
    One message to one address.

    ``key`` is the same for every try, so that a receiver can tell a second arrival.
    """

    key: str
    address: str
    subject: str
    text: str


class DeliveryError(Exception):
    """A message did not leave; ``is_final`` when trying again would not help."""

    def __init__(self, message: str, *, is_final: bool = False) -> None:
        super().__init__(message)
        self.is_final = is_final


class Sender(Protocol):
    """A way out."""

    def send(self, letter: Letter) -> None:
        """
        Hand a message over.

        Raises
        ------
        DeliveryError
            When it was not taken.
        """
