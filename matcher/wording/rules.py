"""The families of wording, read once from ``rules.toml``."""

from __future__ import annotations

import enum
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).with_name("rules.toml")


class Ground(enum.StrEnum):
    """On what ground wording is unlawful."""

    SEX = "sex"
    MARRIAGE = "marriage"
    FERTILITY = "fertility"
    ETHNICITY = "ethnicity"
    RELIGION = "religion"
    HOUSEHOLD = "household"
    REGION = "region"
    HEPATITIS = "hepatitis"
    DISABILITY = "disability"
    DEPOSIT = "deposit"
    PAPERS = "papers"
    AGE = "age"


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
    patterns
        Any of these is a finding,
    unless
        unless it overlaps one of these.
    law, instead
        Statute and article, and lawful wording, in Chinese.
    """

    ground: Ground
    severity: Severity
    patterns: tuple[re.Pattern[str], ...]
    unless: tuple[re.Pattern[str], ...]
    law: str
    instead: str


@cache
def shipped_rules() -> tuple[Rule, ...]:
    """Return the rules that are shipped."""
    return read_rules(tomllib.loads(FILE.read_text(encoding="utf-8")))


def read_rules(table: dict[str, Any]) -> tuple[Rule, ...]:
    """
    Return the rules of a parsed file.

    Raises
    ------
    KeyError, ValueError, re.error
        When a list or a statute is missing, a ground unknown, a pattern wrong.
    """
    lists: dict[str, str] = table["lists"]

    def compiled(written: str) -> re.Pattern[str]:
        for name, words in lists.items():
            written = written.replace(f"{{{name}}}", words)
        return re.compile(written)

    return tuple(
        Rule(
            Ground(rule["ground"]),
            Severity(rule["severity"]),
            tuple(compiled(pattern) for pattern in rule["patterns"]),
            tuple(compiled(pattern) for pattern in rule["unless"]),
            table["statutes"][rule["ground"]]["law"],
            table["statutes"][rule["ground"]]["instead"],
        )
        for rule in table["rule"]
    )
