"""The employer's pages: its postings, who fits them, who has applied."""

from webapp.employer import people, views
from webapp.employer.blueprint import bp

__all__ = ["bp", "people", "views"]
