"""The day of travel without an account: an escort's coach, a company's coaches."""

from webapp.escort import company, views
from webapp.escort.blueprint import bp

__all__ = ["bp", "company", "views"]
