"""The document, for programs and for people, from this server alone."""

from __future__ import annotations

import json

from flask import Response, render_template

from webapp.api.blueprint import bp
from webapp.api.openapi import document
from webapp.api.operations import VERSION
from webapp.problems import KINDS


@bp.get(VERSION + "/openapi.json")
def openapi() -> Response:
    """Hand out the document."""
    return Response(json.dumps(document()), mimetype="application/json")


@bp.get("/docs")
def docs() -> str:
    """Show the document for people."""
    return render_template("api/docs.html", document=document(), kinds=KINDS)
