"""The blueprint that the dispatcher's views hang on, and what its templates use."""

from typing import Any

from flask import Blueprint

from webapp.dispatcher import labels
from webapp.dispatcher.forms import UNITS
from webapp.services.maps import trip_colour

bp = Blueprint(
    "dispatcher", __name__, url_prefix="/dispatch", template_folder="templates"
)
bp.add_app_template_global(trip_colour)


@bp.context_processor
def words() -> dict[str, Any]:
    """Give the templates the labels and the units of the rules."""
    return {"labels": labels, "units": UNITS}
