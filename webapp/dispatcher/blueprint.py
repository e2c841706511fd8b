"""The blueprint that the dispatcher's views hang on, and what its templates use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, jsonify, redirect, request, url_for
from flask_babel import gettext as _

from webapp.dispatcher import labels
from webapp.dispatcher.forms import LEFT_OUT, UNITS
from webapp.extensions import db
from webapp.services.closing import CampaignClosedError
from webapp.services.maps import trip_colour

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint(
    "dispatcher", __name__, url_prefix="/dispatch", template_folder="templates"
)
bp.add_app_template_global(trip_colour)


@bp.context_processor
def words() -> dict[str, Any]:
    """Give the templates the labels and the units of the rules."""
    return {"labels": labels, "units": UNITS, "left_out": LEFT_OUT}


@bp.errorhandler(CampaignClosedError)
def closed(error: CampaignClosedError) -> ResponseReturnValue:
    """Say that a closed campaign is not changed, and lead to where it is reopened."""
    db.session.rollback()
    said = _("The campaign is closed: nothing of it is changed. Reopen it first.")
    if request.accept_mimetypes.best == "application/json":
        return jsonify(said=said, refused=True)
    flash(said, "warning")
    return redirect(url_for(".campaign", campaign_id=error.campaign_id))
