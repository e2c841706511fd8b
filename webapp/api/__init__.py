"""The API for programs; it calls the services that the pages call."""

from webapp.api import (
    account,
    applications,
    candidates,
    company,
    keys,
    own_riders,
    postings,
    profile,
    reference,
    rides,
    searches,
    sheets,
    signing_in,
    statistics,
    tickets,
    vacancies,
    viewer,
    writing,
)
from webapp.api.blueprint import bp

__all__ = [
    "account", "applications", "bp", "candidates", "company", "keys", "own_riders",
    "postings", "profile", "reference", "rides", "searches", "sheets", "signing_in",
    "statistics", "tickets", "vacancies", "viewer", "writing",
]  # fmt: skip
