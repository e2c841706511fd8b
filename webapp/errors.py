"""The one place where an error becomes a page with a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from flask import g, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from webapp.extensions import db
from webapp.problems import ProblemError, is_program, problem
from webapp.problems import usual as usual_problem
from webapp.services.closing import CampaignClosedError
from webapp.services.versions import StaleError

if TYPE_CHECKING:
    from flask import Flask
    from flask.typing import ResponseReturnValue

log = structlog.get_logger()

SENTENCES = {
    400: (_l("This request cannot be read"), _l("Go back, and try once more.")),
    403: (
        _l("You may not open this page"),
        _l("Your account has other duties. Ask your administrator if it should."),
    ),
    404: (
        _l("This page does not exist"),
        _l("The address may be mistyped, or what stood here is gone."),
    ),
    405: (_l("This cannot be done here"), _l("Go back, and use the page's buttons.")),
    409: (
        _l("Somebody was faster"),
        _l("What you saw has changed meanwhile. Look at it again, then decide."),
    ),
    413: (
        _l("This is too large"),
        _l(
            "Nothing was stored. Write less into the form; a file may have 10 MB: "
            "split it, or leave pictures out."
        ),
    ),
    429: (
        _l("Too many attempts"),
        _l("Please wait some minutes, then try again. Nothing was lost."),
    ),
    500: (
        _l("Something went wrong here"),
        _l("It is our mistake, and it has been noted. Please try again, or call us."),
    ),
}


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _expired_form)
    app.register_error_handler(StaleError, _changed_meanwhile)
    app.register_error_handler(CampaignClosedError, _closed)
    app.register_error_handler(ProblemError, _problem)
    app.register_error_handler(Exception, _unexpected)


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    return page(error.code)


def _problem(error: ProblemError) -> ResponseReturnValue:
    db.session.rollback()
    return problem(error)


def _expired_form(_error: Exception) -> ResponseReturnValue:
    title = _("This form is too old")
    return page(400, title, _("Open the page again and send it once more."))


def _changed_meanwhile(_error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    return page(409)


def _closed(_error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    title = _("The campaign is closed")
    return page(409, title, _("Nothing was changed. Reopen it on its page first."))


def _unexpected(error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    account = g.get("account")
    log.error(
        "request failed",
        endpoint=request.endpoint,
        account_id=account.id if account else None,
        exc_info=error,
    )
    return page(500)


def page(code: int, title: str = "", sentence: str = "") -> ResponseReturnValue:
    """Return the page of an error; without words, the usual ones of its code."""
    if is_program():
        return usual_problem(code)
    usual = SENTENCES.get(code, SENTENCES[500 if code >= 500 else 400])
    return (
        render_template(
            "error.html", title=title or usual[0], sentence=sentence or usual[1]
        ),
        code,
    )
