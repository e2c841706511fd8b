"""The document, for programs and for people, from this server alone."""

from __future__ import annotations

import json
from functools import partial

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
    # Chinese as Chinese, not as escapes; the template escapes what HTML asks for.
    readable = partial(json.dumps, indent=2, ensure_ascii=False)
    return render_template(
        "api/docs.html", document=document(), kinds=KINDS, readable=readable
    )
