"""The employer's blueprint, and what its views ask of the request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort
from flask_babel import gettext as _

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


def where_it_stands(vacancy: Vacancy) -> str:
    """Return the sentence that tells an employer where a posting stands now."""
    sentences = {
        "draft": _("Saved. Nobody else sees it until you hand it in for review."),
        "review": _("Handed in. The office reads every posting before it is shown."),
        "closed": _("The posting is closed; nobody finds it any more."),
    }
    return str(sentences.get(vacancy.status, _("Saved.")))
