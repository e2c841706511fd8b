"""A sentence for a person, in English until a page translates it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """
    A sentence with blanks: ``template`` is what the catalogues translate.

    >>> str(Message("Row %(row)s has no name.", (("row", 7),)))
    'Row 7 has no name.'
    """

    template: str
    values: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        return self.template % dict(self.values)


def say(template: str, **values: object) -> Message:
    """Return a sentence with its blanks filled."""
    return Message(template, tuple(values.items()))
