"""Spreadsheets: sent, looked at row by row, then taken in whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from models import ImportKind, Role
from webapp.bureau.blueprint import bp, valid_or_400
from webapp.bureau.forms import ConfirmForm, UploadForm
from webapp.collaborators import collaborators
from webapp.extensions import db
from webapp.fields import choices
from webapp.labels import KINDS
from webapp.security.requests import asked_id
from webapp.security.sessions import current_account
from webapp.services import import_log
from webapp.services.campaigns import list_campaigns
from webapp.services.importing import Context
from webapp.sheets import Sheets, say_it_is_gone

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from webapp.services.uploads import Upload


@bp.get("/imports")
def upload() -> str:
    """Show the form and the files that were taken in."""
    return _show(_form())


@bp.post("/imports")
def send_file() -> ResponseReturnValue:
    """Keep a file for its preview."""
    form = _form()
    if not form.validate():
        return _show(form), 422
    kind = ImportKind(form.kind.data)
    if kind is ImportKind.RIDERS and not form.campaign_id.data:
        form.campaign_id.errors = [_("Please choose the campaign the riders are for.")]
        return _show(form), 422
    kept = SHEETS.keep(form.file, kind, campaign_id=form.campaign_id.data or None)
    if kept is None:
        return _show(form), 422
    return redirect(url_for("bureau.preview", token=kept.token))


@bp.get("/imports/<token>")
def preview(token: str) -> ResponseReturnValue:
    """Show what the file would do, row by row."""
    kept = SHEETS.find(token)
    if kept is None:
        return _gone()
    return render_template("bureau/preview.html", **SHEETS.shown(kept))


@bp.post("/imports/<token>")
def confirm(token: str) -> ResponseReturnValue:
    """Take the file in, whole; the same file again adds nothing."""
    valid_or_400(ConfirmForm())
    kept = SHEETS.find(token)
    if kept is None:
        return _gone()
    if not SHEETS.take_in(kept):
        return redirect(url_for("bureau.preview", token=token))
    return redirect(_after(kept))


@bp.post("/imports/<token>/discard")
def discard(token: str) -> ResponseReturnValue:
    """Forget the file; nothing was stored of it."""
    valid_or_400(ConfirmForm())
    kept = SHEETS.find(token)
    if kept is None:
        return _gone()
    SHEETS.put_away(kept)
    return redirect(_after(kept))


def _after(kept: Upload) -> str:
    """Return where a file leads: riders to their campaign, for those who see it."""
    if kept.campaign_id is not None and current_account().role is not Role.ADMIN:
        return url_for("dispatcher.demand", campaign_id=kept.campaign_id)
    return url_for("bureau.upload")


def _kinds() -> list[ImportKind]:
    """Return what the account may import: a dispatcher riders, the office all."""
    if current_account().role is Role.DISPATCHER:
        return [ImportKind.RIDERS]
    return list(ImportKind)


def _form() -> UploadForm:
    form = UploadForm(
        kind=request.args.get("kind"),
        campaign_id=asked_id("campaign"),
    )
    form.kind.choices = choices({kind: KINDS[kind] for kind in _kinds()})
    taking = {
        line.campaign.id: line.campaign.name
        for line in list_campaigns(db.session, current_account().office_id)
        if not line.campaign.is_closed
    }
    form.campaign_id.choices = choices({0: "—", **taking})
    return form


def _show(form: UploadForm) -> str:
    return render_template(
        "bureau/upload.html",
        form=form,
        batches=import_log.list_batches(db.session, _kinds()),
    )


def _context(kept: Upload) -> Context:
    return Context(
        account_id=current_account().id,
        campaign_id=kept.campaign_id,
        home_district=collaborators().settings.home_district,
    )


def _gone() -> ResponseReturnValue:
    say_it_is_gone()
    return redirect(url_for("bureau.upload"))


SHEETS = Sheets(_kinds, _context)
