"""
What a text must have before a regular expression can match it.

Of several hundred patterns a text can match a few: those whose characters it has. Which
these are is told from the expression, so it is asked of each text once.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PART: Final = re.compile(
    r"(?P<opens>\((?:\?(?:[:=!]|<[=!]))?)(?P<unread>\?)?|(?P<mark>[)|])"
    r"|\[(?P<negated>\^?)(?P<set>(?:\\.|[^\]\\])*)\]|\\(?P<escaped>.)"
    r"|(?P<times>[?*+]|\{\d*,?\d*\})|(?P<anything>[.^$])|(?P<char>.)",
    re.DOTALL,
)
_OPTIONAL: Final = re.compile(r"[?*]|\{0|\{,")
_RANGE: Final = re.compile(r"(?P<first>.)-(?P<last>.)|(?P<char>.)", re.DOTALL)

_DIGIT: Final = r"\d"

Needs = tuple[frozenset[str], ...]
T = TypeVar("T")


def needs_of(expression: str) -> Needs:
    """
    Return sets of characters, of each of which a text must have one for a match.

    Nothing where it cannot be told. Of an expression whose case counts.

    >>> [sorted(each) for each in needs_of("(?:ab?|c)d+[0-2]?")]
    [['a', 'c'], ['d']]

    Raises
    ------
    ValueError
        When there is a group of a kind that is not read here.
    """
    return tuple(dict.fromkeys(_branches(expression, 0)[0]))


def _branches(expression: str, at: int) -> tuple[Needs, int]:
    """Return what a group that begins here needs, and where it has ended."""
    branches: list[list[frozenset[str]]] = [[]]
    while (part := _PART.match(expression, at)) is not None:
        at = part.end()
        if part["unread"]:
            msg = f"Expected no group of this kind: {expression[part.start() :][:8]}."
            raise ValueError(msg)
        if part["mark"] == ")":
            break
        if part["mark"] == "|":
            branches.append([])
            continue
        needs: Needs
        if part["opens"]:
            needs, at = _branches(expression, at)
            if part["opens"] not in ("(", "(?:"):
                continue
        else:
            needs = _of_one(part)
        if not _OPTIONAL.match(expression, at):
            branches[-1] += needs
    if len(branches) == 1:
        return tuple(branches[0]), at
    # One of the branches: one character of what any of them needs.
    if all(branches):
        return (frozenset().union(*(min(each, key=len) for each in branches)),), at
    return (), at


class _Begin(NamedTuple):
    """
    What a group may begin with.

    Parameters
    ----------
    chars
        None where it cannot be told.
    is_empty
        Whether it may match nothing.
    is_plain
        Whether every branch begins with a character itself, so that the engine of
        regular expressions looks for these.
    end
        Where the group has ended.
    """

    chars: frozenset[str] | None
    is_empty: bool
    is_plain: bool
    end: int


def begins_of(expression: str) -> frozenset[str]:
    """
    Return characters, and classes of them (``\\d``), with one of which a match begins.

    Nothing where it cannot be told, as it is where a match may be empty.

    >>> sorted(begins_of("(?<!x)(?:ab?|c)?d|[ef]"))
    ['a', 'c', 'd', 'e', 'f']
    """
    begin = _begin(expression, 0)
    return (begin.chars or frozenset()) if not begin.is_empty else frozenset()


def _begin(expression: str, at: int) -> _Begin:
    chars: frozenset[str] | None = frozenset()
    is_empty, is_plain = False, True
    has_group = has_branches = False
    # Of the branch: whether all that was read of it may match nothing, and is nothing.
    goes_on = is_first = True
    while (part := _PART.match(expression, at)) is not None:
        at = part.end()
        if part["mark"]:
            is_empty |= goes_on
            if part["mark"] == ")":
                break
            goes_on = is_first = True
            has_branches = True
            continue
        if part["times"]:
            continue
        if part["opens"]:
            begin = _begin(expression, at)
            at = begin.end
            if part["opens"] not in ("(", "(?:"):
                is_plain &= not is_first
                continue
        elif part["anything"] in ("^", "$"):
            is_plain &= not is_first
            continue
        else:
            own = _first_of_one(part)
            begin = _Begin(own or None, not own, bool(own), at)
        if goes_on:
            if chars is not None:
                chars = None if begin.chars is None else chars | begin.chars
            is_plain &= begin.is_plain
            has_group |= bool(part["opens"])
            goes_on = begin.is_empty or _OPTIONAL.match(expression, at) is not None
            is_first = False
    else:
        is_empty |= goes_on
    is_plain &= not (has_group and has_branches)
    return _Begin(chars, is_empty, is_plain, at)


def _first_of_one(part: re.Match[str]) -> frozenset[str]:
    """Return characters and classes a part begins with; nothing where unknown."""
    if part["escaped"] == "d":
        return frozenset({_DIGIT})
    if part["set"] and not part["negated"]:
        rest = part["set"].replace(_DIGIT, "")
        if "\\" not in rest:
            digit = {_DIGIT} if rest != part["set"] else set()
            return frozenset({*_members(rest), *digit})
    return frozenset().union(*_of_one(part))


def _of_one(part: re.Match[str]) -> Needs:
    """Return what a class, an escaped character or a plain one needs."""
    if part["char"]:
        return (frozenset(part["char"]),)
    if part["escaped"] and not part["escaped"].isalnum():
        return (frozenset(part["escaped"]),)
    if part["set"] and not part["negated"] and "\\" not in part["set"]:
        return (frozenset(_members(part["set"])),)
    return ()


def _members(written: str) -> Iterator[str]:
    for found in _RANGE.finditer(written):
        if found["char"]:
            yield found["char"]
        else:
            yield from map(chr, range(ord(found["first"]), ord(found["last"]) + 1))


def _may_have(expression: str, char: str) -> bool:
    """Return whether a match of an expression may have a character in it."""
    # Of the groups that are open, whether they are looked at and not matched.
    looks: list[bool] = []
    for part in _PART.finditer(expression):
        if part["opens"]:
            looks.append(part["opens"] not in ("(", "(?:"))
        elif part["mark"] == ")":
            looks.pop()
        elif not any(looks) and _is_one(part, char):
            return True
    return False


def _is_one(part: re.Match[str], char: str) -> bool:
    """Return whether a part of an expression matches a character."""
    if part["mark"] or part["times"] or (part["escaped"] or "").isdigit():
        return False
    if part["set"] and "-" not in part["set"] and "\\" not in part["set"]:
        return (char in part["set"]) is not bool(part["negated"])
    if part["char"]:
        return part["char"] == char
    return re.fullmatch(part[0], char) is not None


class Pattern(NamedTuple):
    """
    A compiled expression.

    Parameters
    ----------
    needs
        As ``needs_of`` tells it, sets of few characters first.
    """

    expression: re.Pattern[str]
    needs: Needs

    @classmethod
    def of(cls, expression: str) -> Pattern:
        """Compile an expression; raises ``re.error``, and as ``needs_of`` does."""
        needs = tuple(sorted(needs_of(expression), key=len))
        begin = _begin(expression, 0)
        if begin.chars and not begin.is_empty and not begin.is_plain:
            # So most places are passed over at once.
            first = "".join(
                each if each == _DIGIT else re.escape(each)
                for each in sorted(begin.chars)
            )
            expression = f"(?=[{first}])(?:{expression})"
        return cls(re.compile(expression), needs)

    def spans(self, text: str, present: frozenset[str]) -> Iterator[tuple[int, int]]:
        """Yield where it matches a text, of which ``present`` are the characters."""
        for each in self.needs:
            if present.isdisjoint(each):
                return
        yield from self.matches(text)

    def matches(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where it matches a text that has what it needs."""
        for match in self.expression.finditer(text):
            if match.end() > match.start():
                yield match.span()


class Shelf(Generic[T]):
    """
    Patterns, each of something, of which few are tried on a text.

    Parameters
    ----------
    ends
        Characters that end a sentence. A pattern that cannot have one of them in a
        match is tried where a single sentence has all that it needs.
    """

    def __init__(self, patterns: Iterable[tuple[T, Pattern]], ends: str = "") -> None:
        self._patterns = tuple(patterns)
        self._ends = re.compile(f"[{ends}]") if ends else None
        needs = dict.fromkeys(each for _, one in self._patterns for each in one.needs)
        bits = {each: 1 << number for number, each in enumerate(needs)}
        self._needing = [
            sum(bits[each] for each in one.needs) for _, one in self._patterns
        ]
        self._meeting: dict[str, int] = {}
        for each, bit in bits.items():
            for char in each:
                self._meeting[char] = self._meeting.get(char, 0) | bit
        # By what is seldomest in it: a set of few characters.
        self._always: list[int] = []
        self._within: dict[str, list[int]] = {}
        self._across: dict[str, list[int]] = {}
        for number, (_, one) in enumerate(self._patterns):
            if not one.needs:
                self._always.append(number)
                continue
            crosses = not ends or any(
                _may_have(one.expression.pattern, end) for end in ends
            )
            looked_up = self._across if crosses else self._within
            for char in min(one.needs, key=len):
                looked_up.setdefault(char, []).append(number)

    def spans(
        self, text: str, present: frozenset[str]
    ) -> Iterator[tuple[T, tuple[int, int]]]:
        """Yield whose pattern matches a text of these characters, and where."""
        tried = {*self._always, *self._met(self._across, present)}
        if self._ends is not None:
            for sentence in self._ends.split(text):
                tried.update(self._met(self._within, set(sentence)))
        for number in tried:
            whose, pattern = self._patterns[number]
            for span in pattern.matches(text):
                yield whose, span

    def _met(
        self, looked_up: dict[str, list[int]], present: Iterable[str]
    ) -> Iterator[int]:
        met = 0
        likely: set[int] = set()
        for char in present:
            if char in self._meeting:
                met |= self._meeting[char]
                likely.update(looked_up.get(char, ()))
        missing = ~met
        for number in likely:
            if not self._needing[number] & missing:
                yield number
