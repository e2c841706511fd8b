"""The families of wording, read once from ``rules.toml``."""

from __future__ import annotations

import enum
import re
import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from matcher.wording.grammar import compile_pattern
from matcher.wording.lexicon import Lexicon, shipped_lexicon
from matcher.wording.needs import Pattern, Shelf
from matcher.wording.reading import STOP

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FILE: Final = Path(__file__).with_name("rules.toml")
_NAME: Final = re.compile(r"\{([a-z_]+)\}")


class Ground(enum.StrEnum):
    """On what ground wording is unlawful, or better not said."""

    SEX = "sex"
    MARRIAGE = "marriage"
    FERTILITY = "fertility"
    ETHNICITY = "ethnicity"
    RELIGION = "religion"
    HOUSEHOLD = "household"
    REGION = "region"
    HEPATITIS = "hepatitis"
    INFECTION = "infection"
    DISABILITY = "disability"
    DEPOSIT = "deposit"
    PAPERS = "papers"
    CHILD = "child"
    TERMS = "terms"
    AGE = "age"
    APPEARANCE = "appearance"
    VAGUE = "vague"
    PRIVATE = "private"


class Severity(enum.StrEnum):
    """What a finding does: stop the posting, warn, or say something."""

    BLOCK = "block"
    WARN = "warn"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Rule:
    """
    A family of wording.

    Parameters
    ----------
    patterns, texts, english
        Any of these is a finding: over the kinds of words, over the characters, over
        English with its blanks,
    unless, unless_texts, unless_english
        unless it overlaps one of these,
    quiet
        or one of these stands near it in its sentence.
    law, instead
        Statute and article, and lawful wording, in Chinese.
    """

    ground: Ground
    severity: Severity
    patterns: tuple[Pattern, ...]
    texts: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]
    unless_texts: tuple[Pattern, ...]
    english: tuple[Pattern, ...]
    unless_english: tuple[Pattern, ...]
    quiet: tuple[Pattern, ...]
    law: str
    instead: str


class Statute(NamedTuple):
    """Statute and article, and lawful wording, in Chinese."""

    law: str
    instead: str


@dataclass(frozen=True, slots=True)
class LegalException:
    """
    What the law, or the nature of the work, allows: a block becomes a note.

    Parameters
    ----------
    where
        What the line must say,
    what
        and the finding's phrase.
    law, instead
        What allows it, and what to write, in Chinese.
    """

    ground: Ground
    where: re.Pattern[str]
    what: re.Pattern[str]
    law: str
    instead: str


@dataclass(frozen=True)
class RuleBook:
    """
    All rules, and what the law excepts from them.

    Parameters
    ----------
    statutes
        What is told of a ground where no rule says it better.
    stops
        The codes of words that end a sentence.
    told, told_english
        Over the characters, and over English: nothing that overlaps these stops a
        posting.
    """

    rules: tuple[Rule, ...]
    exceptions: tuple[LegalException, ...]
    statutes: Mapping[Ground, Statute]
    stops: str = ""
    told: tuple[Pattern, ...] = ()
    told_english: tuple[Pattern, ...] = ()

    @cached_property
    def patterns(self) -> Shelf[int]:
        """The patterns over the kinds of words, each with its rule's number."""
        return _shelf((rule.patterns for rule in self.rules), self.stops)

    @cached_property
    def texts(self) -> Shelf[int]:
        """Those over characters, each with its rule's number."""
        return _shelf((rule.texts for rule in self.rules), STOP)

    @cached_property
    def english(self) -> Shelf[int]:
        """Those over English, each with its rule's number."""
        return _shelf(rule.english for rule in self.rules)


def _shelf(rules: Iterable[tuple[Pattern, ...]], ends: str = "") -> Shelf[int]:
    return Shelf(
        (
            (number, pattern)
            for number, patterns in enumerate(rules)
            for pattern in patterns
        ),
        ends,
    )


@cache
def shipped_rules() -> RuleBook:
    """Return the rules that are shipped."""
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return read_rules(table, shipped_lexicon())


def read_rules(table: dict[str, Any], lexicon: Lexicon) -> RuleBook:
    """
    Return the rules of a parsed file.

    Raises
    ------
    KeyError, ValueError, re.error
        When a list or a statute is missing, a ground, a kind of words or a name
        unknown, a pattern wrong.
    """
    rules = tuple(_rule(rule, table, lexicon) for rule in table["rule"])
    exceptions = tuple(
        LegalException(
            Ground(each["ground"]),
            re.compile(each["where"]),
            re.compile(each["what"]),
            each["law"],
            each["instead"],
        )
        for each in table.get("exception", ())
    )
    told = table.get("told", {})
    return RuleBook(
        rules,
        exceptions,
        {
            Ground(ground): Statute(each["law"], each["instead"])
            for ground, each in table["statutes"].items()
            if each
        },
        lexicon.codes("stop"),
        tuple(Pattern.of(each) for each in told.get("texts", ())),
        tuple(_english(each, {}) for each in told.get("english", ())),
    )


def _rule(rule: dict[str, Any], table: dict[str, Any], lexicon: Lexicon) -> Rule:
    families = [table["families"][name] for name in rule.get("families", ())]
    names = table.get("names", {}) | ({"x": rule["is"]} if "is" in rule else {})
    statute = table["statutes"][rule["ground"]] | rule

    def compiled(key: str) -> tuple[Pattern, ...]:
        return tuple(
            compile_pattern(pattern, lexicon, names)
            for each in (*families, rule)
            for pattern in each.get(key, ())
        )

    def spelt(key: str) -> tuple[Pattern, ...]:
        own = table.get("spelt", {}) | rule.get("words", {})
        return tuple(Pattern.of(_written_out(each, own)) for each in rule.get(key, ()))

    def english(key: str) -> tuple[Pattern, ...]:
        known = table.get("english", {}) | rule.get("words", {})
        return tuple(_english(each, known) for each in rule.get(key, ()))

    return Rule(
        Ground(rule["ground"]),
        Severity(rule["severity"]),
        compiled("patterns"),
        spelt("texts"),
        compiled("unless"),
        spelt("unless_texts"),
        english("english"),
        english("unless_english"),
        spelt("quiet"),
        statute["law"],
        statute["instead"],
    )


def _english(pattern: str, names: dict[str, str]) -> Pattern:
    return Pattern.of(rf"(?<![a-z]){_written_out(pattern, names)}(?![a-z])")


def _written_out(pattern: str, names: dict[str, str]) -> str:
    """Return a pattern with what each {name} stands for, and those in turn."""
    while found := _NAME.search(pattern):
        pattern = (
            f"{pattern[: found.start()]}(?:{names[found[1]]}){pattern[found.end() :]}"
        )
    return pattern
