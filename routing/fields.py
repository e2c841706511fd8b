"""Fields of a parsed JSON object, taken one by one and refused with their place."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Self, TypeVar

from routing.errors import InvalidScenarioError
from routing.rules import MOST_RIDERS

if TYPE_CHECKING:
    import enum
    from collections.abc import Callable, Iterable
    from types import TracebackType

T = TypeVar("T")
E = TypeVar("E", bound="enum.StrEnum")

_SHOWN = 60  # characters of a wrong value that a sentence quotes


def expected(at: str, what: str, value: object) -> InvalidScenarioError:
    """Return the error that says where in the file what was expected, and got what."""
    if value is None:
        got = "null"
    elif isinstance(value, bool):
        got = str(value).lower()
    elif isinstance(value, float) and math.isnan(value):
        got = "NaN"
    elif isinstance(value, list):
        got = "a list"
    elif isinstance(value, dict):
        got = "an object"
    else:
        got = repr(value)
    if len(got) > _SHOWN:
        got = got[:_SHOWN] + "…"
    return InvalidScenarioError(f"{at or 'the file'}: expected {what}, got {got}.")


def words(options: Iterable[str]) -> str:
    """Return options as a sentence lists them."""
    return ", ".join(f'"{option}"' for option in options)


def whole(at: str, value: object, least: int, most: int) -> int:
    """Return a whole number in range; 900.0 is one, true is none."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise expected(at, f"a whole number ≥ {least}", value)
    if value > most:
        raise expected(at, f"a whole number ≤ {most}", value)
    return value


def text_of(at: str, value: object) -> str:
    """Return a text that is not empty and that a file in UTF-8 can hold."""
    if not isinstance(value, str) or not value:
        raise expected(at, "a text", value)
    if any("\ud800" <= c <= "\udfff" for c in value):
        raise expected(at, "a text of whole characters", value)
    return value


def of_length(at: str, value: object, n: int) -> list[Any]:
    """Return a list that must have n items."""
    if not isinstance(value, list):
        raise expected(at, f"a list of {n}, one a place", value)
    if len(value) != n:
        msg = f"{at}: expected a list of {n}, one a place, got {len(value)}."
        raise InvalidScenarioError(msg)
    return value


def several(value: object, at: str, read: Callable[[str, object], T]) -> tuple[T, ...]:
    """Return every item of a list as `read` makes it of its place and its value."""
    if not isinstance(value, list):
        raise expected(at, "a list", value)
    return tuple(read(f"{at}[{i}]", item) for i, item in enumerate(value))


class Fields:
    """
    The fields of one object; leaving the block refuses what nobody asked for.

    Parameters
    ----------
    at
        Where in the file the object stands, as ``parties[3]``.

    Raises
    ------
    InvalidScenarioError
        When it is no object, a field is missing or wrong, or one is unknown.
    """

    def __init__(self, at: str, value: object) -> None:
        if not isinstance(value, dict):
            raise expected(at, "an object", value)
        self._at = at
        self._fields: dict[str, object] = value
        self._asked: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        unknown = [key for key in self._fields if key not in self._asked]
        if error is None and unknown:
            raise expected(self._at, "no unknown key", unknown[0])

    def at(self, key: str) -> str:
        """Return where in the file a field stands."""
        return f"{self._at}.{key}" if self._at else key

    def value(self, key: str) -> object:
        """Return a field as it is; it must be there."""
        self._asked.add(key)
        if key not in self._fields:
            msg = f"{self.at(key)}: expected a value, got none."
            raise InvalidScenarioError(msg)
        return self._fields[key]

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; an empty one only where that is the default."""
        if default is not None and self._lacks(key):
            return default
        value = self.value(key)
        if value == "" and default is not None:
            return ""
        return text_of(self.at(key), value)

    def count(self, key: str, least: int = 0, most: int = 2**53) -> int:
        """Return a whole number in range."""
        return whole(self.at(key), self.value(key), least, most)

    def count_or(self, key: str, default: int, least: int, most: int) -> int:
        """Return a whole number in range, or the default where nothing stands."""
        return default if self._lacks(key) else self.count(key, least, most)

    def count_or_none(self, key: str, most: int, least: int = 0) -> int | None:
        """Return a whole number, or None where null or nothing stands."""
        return None if self._lacks(key) else self.count(key, least, most)

    def number_or_none(self, key: str, least: float, most: float) -> float | None:
        """Return a number in range, or None where null or nothing stands."""
        return None if self._lacks(key) else self.number(key, least, most)

    def text_or_none(self, key: str) -> str | None:
        """Return a text, or None where null or nothing stands."""
        return None if self._lacks(key) else self.text(key)

    def list_or_none(self, key: str, read: Callable[[str, object], T]) -> tuple[T, ...]:
        """Return every item of a list; none where null or nothing stands."""
        return () if self._lacks(key) else several(self.value(key), self.at(key), read)

    def has(self, key: str) -> bool:
        """Return whether anything but null stands there."""
        return not self._lacks(key)

    def number(self, key: str, least: float, most: float) -> float:
        """Return a number in range, never NaN."""
        value = self.value(key)
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not least <= value <= most  # True for NaN, too
        ):
            raise expected(self.at(key), f"a number from {least} to {most}", value)
        return float(value)

    def degrees(self, key: str, most: float) -> float | None:
        """Return degrees, or None where null or nothing stands."""
        return None if self._lacks(key) else self.number(key, -most, most)

    def truth(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        if key not in self._fields:
            return default
        value = self.value(key)
        if not isinstance(value, bool):
            raise expected(self.at(key), "true or false", value)
        return value

    def choice(self, key: str, options: type[E]) -> E:
        """Return one of a closed list."""
        value = self.value(key)
        if not isinstance(value, str) or value not in list(options):
            raise expected(self.at(key), f"one of {words(options)}", value)
        return options(value)

    def _lacks(self, key: str) -> bool:
        self._asked.add(key)
        return self._fields.get(key) is None


def coaches(fields: Fields) -> tuple[int | None, tuple[int | None, ...]]:
    """Return ``count`` and ``counts`` of a coach type, of which one may be given."""
    count = fields.count_or_none("count", MOST_RIDERS)
    counts = fields.list_or_none("counts", count_or_none)
    if counts and count is not None:
        raise expected(fields.at("count"), "none beside counts", count)
    return count, counts


def count_or_none(at: str, value: object) -> int | None:
    """Return how many there are; None where there are as many as wanted."""
    return None if value is None else whole(at, value, 0, MOST_RIDERS)
