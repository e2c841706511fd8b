"""The office's pages: what clerks examine, admins set up and auditors read."""

from webapp.bureau import (
    accounts,
    assignment,
    audit,
    doubts,
    employers,
    imports,
    keys,
    offices,
    outbox,
    postings,
    profiles,
    ranker,
    reports,
    seekers,
)
from webapp.bureau.blueprint import bp

__all__ = [
    "accounts",
    "assignment",
    "audit",
    "bp",
    "doubts",
    "employers",
    "imports",
    "keys",
    "offices",
    "outbox",
    "postings",
    "profiles",
    "ranker",
    "reports",
    "seekers",
]
