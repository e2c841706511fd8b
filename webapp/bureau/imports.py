"""Spreadsheets: sent, looked at row by row, then taken in whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models import CampaignStatus, ImportKind, Role
from webapp.bureau.blueprint import bp, utc_now, valid_or_400
from webapp.bureau.forms import ConfirmForm, UploadForm
from webapp.collaborators import collaborators
from webapp.extensions import db
from webapp.fields import choices
from webapp.labels import KINDS
from webapp.security.sessions import current_account
from webapp.services import import_log, importing, uploads
from webapp.services.campaigns import list_campaigns
from webapp.services.importing import Context, ImportFileError, Message, Outcome

if TYPE_CHECKING:
    from pathlib import Path

    from flask.typing import ResponseReturnValue

    from webapp.services.importing import Preview
    from webapp.services.uploads import Upload

# Rows shown of a preview: those with something to say come first.
ROWS_SHOWN = 300


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
    sent = form.file.data
    try:
        kept = uploads.keep(
            _folder(),
            sent.read(),
            name=sent.filename or "",
            kind=kind.value,
            campaign_id=form.campaign_id.data or None,
            account_id=current_account().id,
            now=utc_now(),
        )
        _preview(kept)
    except uploads.TooLargeError:
        form.file.errors = [
            _("A file may have 10 MB. Split it, or leave pictures out.")
        ]
    except uploads.EmptyFileError:
        form.file.errors = [_("The file is empty.")]
    except ImportFileError as error:
        uploads.discard(_folder(), kept)
        form.file.errors = [sentence(error.message)]
    else:
        return redirect(url_for("bureau.preview", token=kept.token))
    finally:
        # The preview has stored nothing that is to stay.
        db.session.rollback()
    return _show(form), 422


@bp.get("/imports/<token>")
def preview(token: str) -> ResponseReturnValue:
    """Show what the file would do, row by row."""
    try:
        kept = _taken(token)
    except uploads.GoneError:
        return _gone()
    try:
        seen = _preview(kept)
    finally:
        db.session.rollback()
    rows = sorted(seen.rows, key=lambda row: (not row.messages, row.number))
    return render_template(
        "bureau/preview.html",
        preview=seen,
        upload=kept,
        rows=rows[:ROWS_SHOWN],
        left_out=max(0, len(rows) - ROWS_SHOWN),
        counts={outcome: seen.count(outcome) for outcome in Outcome},
        form=ConfirmForm(),
        sentence=sentence,
    )


@bp.post("/imports/<token>")
def confirm(token: str) -> ResponseReturnValue:
    """Take the file in, whole; the same file again adds nothing."""
    valid_or_400(ConfirmForm())
    try:
        kept = _taken(token)
    except uploads.GoneError:
        return _gone()
    try:
        batch = importing.apply(
            db.session,
            ImportKind(kept.kind),
            kept.name,
            kept.content,
            context=_context(kept),
            gazetteer=collaborators().gazetteer,
            now=utc_now(),
        )
    except ImportFileError:
        # What stood in the way has come up since the preview: show it.
        db.session.rollback()
        return redirect(url_for("bureau.preview", token=token))
    db.session.commit()
    uploads.discard(_folder(), kept)
    flash(
        _(
            "%(name)s is taken in: %(added)d rows added, %(changed)d changed.",
            name=kept.name,
            added=batch.added,
            changed=batch.changed,
        ),
        "success",
    )
    return redirect(url_for("bureau.upload"))


@bp.post("/imports/<token>/discard")
def discard(token: str) -> ResponseReturnValue:
    """Forget the file; nothing was stored of it."""
    valid_or_400(ConfirmForm())
    try:
        uploads.discard(_folder(), _taken(token))
    except uploads.GoneError:
        return _gone()
    flash(_("The file was put away; nothing was taken in."), "success")
    return redirect(url_for("bureau.upload"))


def sentence(message: Message) -> str:
    """Return a message of the import in the language of the page."""
    return str(_(message.template) % dict(message.values))


def _kinds() -> list[ImportKind]:
    """Return what the account may import: a dispatcher riders, the office all."""
    if current_account().role is Role.DISPATCHER:
        return [ImportKind.RIDERS]
    return list(ImportKind)


def _form() -> UploadForm:
    form = UploadForm(kind=request.args.get("kind"))
    form.kind.choices = choices({kind: KINDS[kind] for kind in _kinds()})
    gathering = {
        line.campaign.id: line.campaign.name
        for line in list_campaigns(db.session, current_account().office_id)
        if line.campaign.status is CampaignStatus.GATHERING
    }
    form.campaign_id.choices = choices({0: "—", **gathering})
    return form


def _show(form: UploadForm) -> str:
    return render_template(
        "bureau/upload.html",
        form=form,
        batches=import_log.list_batches(db.session, _kinds()),
    )


def _folder() -> Path:
    return collaborators().settings.var_dir / "uploads"


def _taken(token: str) -> Upload:
    kept = uploads.take(
        _folder(), token, account_id=current_account().id, now=utc_now()
    )
    if ImportKind(kept.kind) not in _kinds():
        abort(404)
    return kept


def _context(kept: Upload) -> Context:
    return Context(
        account_id=current_account().id,
        campaign_id=kept.campaign_id,
        home_district=collaborators().settings.home_district,
    )


def _preview(kept: Upload) -> Preview:
    return importing.preview(
        db.session,
        ImportKind(kept.kind),
        kept.name,
        kept.content,
        context=_context(kept),
        gazetteer=collaborators().gazetteer,
        now=utc_now(),
    )


def _gone() -> ResponseReturnValue:
    flash(
        _(
            "This file is not kept any more: it was taken in or put away, or its hour "
            "is over. The list below shows what was taken in."
        ),
        "warning",
    )
    return redirect(url_for("bureau.upload"))
