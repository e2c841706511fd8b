"""The employer's blueprint, and what its views ask of the request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort

from webapp.extensions import db
from webapp.security.sessions import current_account
from webapp.services import posting_lists

if TYPE_CHECKING:
    from models import Employer, Vacancy

bp = Blueprint(
    "employer", __name__, url_prefix="/employer", template_folder="templates"
)


def own_employer() -> Employer:
    """Return the company of the signed-in account."""
    employer = current_account().employer
    if employer is None:
        abort(404)
    return employer


def own_vacancy(vacancy_id: int) -> Vacancy:
    """Return one of the company's own postings; any other is not found."""
    found = posting_lists.find_own_vacancy(db.session, own_employer().id, vacancy_id)
    if found is None:
        abort(404)
    return found
