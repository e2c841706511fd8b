"""The employer's pages: its postings, who fits them, who has applied, who rides."""

from webapp.employer import (
    company,
    keys,
    message_templates,
    people,
    person,
    riders,
    sheets,
    statistics,
    views,
    writing,
)
from webapp.employer.blueprint import bp

__all__ = [
    "bp",
    "company",
    "keys",
    "message_templates",
    "people",
    "person",
    "riders",
    "sheets",
    "statistics",
    "views",
    "writing",
]
