"""A spreadsheet of the company's own postings: sent, looked over, taken in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, redirect, render_template, url_for

from matcher.errors import MatcherError
from models import ImportKind
from webapp.collaborators import collaborators
from webapp.employer.blueprint import bp, own_employer
from webapp.employer.forms import PlainForm, SheetForm
from webapp.security.sessions import current_account
from webapp.services.importing import Context
from webapp.sheets import Sheets, say_it_is_gone

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from webapp.services.uploads import Upload

ROWS_SHOWN = 300
KIND = ImportKind.VACANCIES


@bp.get("/sheets")
def sheets() -> str:
    """Show the form for a spreadsheet."""
    return _show(SheetForm())


@bp.post("/sheets")
def send_sheet() -> ResponseReturnValue:
    """Keep a spreadsheet for its preview."""
    form = SheetForm()
    if not form.validate():
        return _show(form), 422
    kept = SHEETS.keep(form.file, ImportKind.VACANCIES)
    if kept is None:
        return _show(form), 422
    return redirect(url_for("employer.sheet", token=kept.token))


@bp.get("/sheets/<token>")
def sheet(token: str) -> ResponseReturnValue:
    """Show what a spreadsheet would do, row by row."""
    kept = SHEETS.find(token)
    if kept is None:
        return _gone()
    return render_template("employer/sheet.html", **SHEETS.shown(kept))


@bp.post("/sheets/<token>")
def confirm_sheet(token: str) -> ResponseReturnValue:
    """Take a spreadsheet in, whole; the same one again adds nothing."""
    if not PlainForm().validate():
        abort(400)
    kept = SHEETS.find(token)
    if kept is None:
        return _gone()
    if not SHEETS.take_in(kept):
        return redirect(url_for("employer.sheet", token=token))
    return redirect(url_for("employer.vacancies"))


@bp.post("/sheets/<token>/discard")
def discard_sheet(token: str) -> ResponseReturnValue:
    """Forget a spreadsheet; nothing was stored of it."""
    if not PlainForm().validate():
        abort(400)
    kept = SHEETS.find(token)
    if kept is None:
        return _gone()
    SHEETS.put_away(kept)
    return redirect(url_for("employer.sheets"))


def _show(form: SheetForm) -> str:
    return render_template("employer/sheets.html", form=form)


def _context(_kept: Upload) -> Context:
    """Return on whose behalf: the rows are the company's own, whatever they name."""
    try:
        occupations = collaborators().occupation_coder
    except MatcherError:
        occupations = None
    return Context(
        account_id=current_account().id,
        employer_id=own_employer().id,
        home_district=collaborators().settings.home_district,
        occupations=occupations,
    )


def _gone() -> ResponseReturnValue:
    say_it_is_gone()
    return redirect(url_for("employer.sheets"))


SHEETS = Sheets(lambda: {ImportKind.VACANCIES}, _context)
