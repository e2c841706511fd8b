"""What a question is: common answers to tap, and words for the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from webapp.questions.forms import split_names

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    from models import Seeker
    from webapp.questions.forms import OtherForm


@dataclass(frozen=True, slots=True)
class Tap:
    """A common answer: what it is called, and the columns it fills."""

    key: str
    label: Any
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """
    One thing to ask.

    Parameters
    ----------
    columns
        Of the seeker, that an answer fills.
    taps
        The common answers on this day; none where only words will do.
    other
        The form for what no tap says; None where the taps say all.
    told
        What the seeker has answered, "" when nothing.
    is_main
        Whether it is one of those asked in a row.
    takes_many
        Whether several taps may be right at once.
    """

    name: str
    title: Any
    word: Any
    columns: tuple[str, ...]
    told: Callable[[Seeker], Any]
    taps: Callable[[dt.date], Sequence[Tap]] = lambda _: ()
    hint: Any = ""
    other: type[OtherForm] | None = None
    is_main: bool = True
    takes_many: bool = False

    def is_answered(self, seeker: Seeker | None) -> bool:
        """Return whether the seeker has said something, also "any will do"."""
        if seeker is None:
            return False
        return self.name in seeker.answered or bool(self.told(seeker))

    def chosen(self, seeker: Seeker | None, taps: Sequence[Tap]) -> set[str]:
        """Return the keys of the taps that say what the seeker has answered."""
        if seeker is None or not self.is_answered(seeker):
            return set()
        if self.takes_many:
            (column,) = self.columns
            return {tap.key for tap in taps if tap.key in getattr(seeker, column)}
        return {
            tap.key
            for tap in taps
            if all(getattr(seeker, name) == v for name, v in tap.values.items())
        }

    def values(
        self, taps: Mapping[str, Tap], keys: Sequence[str], form: OtherForm | None
    ) -> dict[str, Any] | None:
        """
        Return what was answered, by column; None when no answer was tapped.

        Parameters
        ----------
        taps
            The common answers by their keys.
        form
            What was typed, valid; None when nothing was.
        """
        if self.takes_many:
            (column,) = self.columns
            typed = form.values()[column] if form else []
            picked = [key for key in keys if key in taps]
            return {column: split_names("、".join([*picked, *typed]))}
        if form is not None:
            return form.values()
        if len(keys) == 1 and keys[0] in taps:
            return dict(taps[keys[0]].values)
        return None
