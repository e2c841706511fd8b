"""The blueprint that the public views hang on."""

from flask import Blueprint

bp = Blueprint("public", __name__, template_folder="templates")
