"""The seeker's blueprint, and what its views ask of the request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from webapp.extensions import db
from webapp.security.sessions import current_account
from webapp.services import seekers

if TYPE_CHECKING:
    from models import Seeker

bp = Blueprint("seeker", __name__, url_prefix="/me", template_folder="templates")


def own_seeker() -> Seeker | None:
    """Return the profile of the signed-in account, None before there is one."""
    return seekers.find_of_account(db.session, current_account().id)
