"""A CV is read; what it answers is shown, and only what is ticked is stored."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from models import Seeker
from webapp.collaborators import collaborators
from webapp.extensions import db, limiter
from webapp.questions.catalogue import QUESTIONS, told
from webapp.security.sessions import current_account
from webapp.seeker.blueprint import bp, own_seeker
from webapp.seeker.forms import CvForm
from webapp.services import seekers, uploads
from webapp.services.cvs import reading
from webapp.services.cvs.proposing import propose

if TYPE_CHECKING:
    from pathlib import Path

    from flask.typing import ResponseReturnValue

    from webapp.services.cvs.proposing import Proposal

KIND = "cv"
SENTENCES = {
    reading.TooLargeError: _l("The file is too large. At most 5 MB, please."),
    reading.OtherKindError: _l("Only PDF or Word (.docx) can be read."),
    reading.EncryptedError: _l("The file has a password. Save it without, please."),
    reading.BrokenError: _l("The file is damaged and cannot be read."),
    reading.NoTextError: _l(
        "There is no text in the file, only pictures, as from a scanner. "
        "Please answer the questions instead."
    ),
}


@bp.get("/profile/cv")
def cv() -> str:
    """Ask for the file."""
    return render_template("seeker/cv.html", form=CvForm())


@bp.post("/profile/cv")
@limiter.limit("20 per hour", key_func=lambda: f"cv {current_account().id}")
def cv_post() -> ResponseReturnValue:
    """Read the file; its text is kept sealed until what it answers was looked at."""
    form = CvForm()
    if not form.validate():
        return render_template("seeker/cv.html", form=form), 422
    try:
        text = reading.read_text(form.file.data.read())
    except reading.CvError as error:
        form.file.errors = [SENTENCES[type(error)]]
        return render_template("seeker/cv.html", form=form), 422
    if not _proposals(text):
        form.file.errors = [
            _("We could not make out anything. Please answer the questions instead.")
        ]
        return render_template("seeker/cv.html", form=form), 422
    kept = uploads.keep(
        _folder(),
        text.encode(),
        name="",
        kind=KIND,
        account_id=current_account().id,
        now=dt.datetime.now(dt.UTC),
    )
    return redirect(url_for("seeker.cv_proposals", token=kept.token))


@bp.get("/profile/cv/<token>")
def cv_proposals(token: str) -> ResponseReturnValue:
    """Show what the CV answers beside what is known; nothing is stored yet."""
    kept = _take(token)
    if kept is None:
        flash(_("The file is no longer kept. Please send it again."), "warning")
        return redirect(url_for("seeker.cv"))
    seeker = own_seeker()
    lines = []
    for proposal in _proposals(kept.content.decode()):
        question = QUESTIONS[proposal.question]
        now = told(question, seeker) if seeker else ""
        lines.append((question, proposal, _words(proposal), now))
    return render_template("seeker/cv_proposals.html", lines=lines)


@bp.post("/profile/cv/<token>")
def cv_take(token: str) -> ResponseReturnValue:
    """Store what was ticked."""
    kept = _take(token)
    if kept is None:
        flash(_("The file is no longer kept. Please send it again."), "warning")
        return redirect(url_for("seeker.cv"))
    wanted = request.form.getlist("take")
    taken = [p for p in _proposals(kept.content.decode()) if p.question in wanted]
    if taken:
        values: dict[str, Any] = {}
        for proposal in taken:
            values |= proposal.values
        account, now = current_account(), dt.datetime.now(dt.UTC)
        seekers.save_answers(
            db.session,
            collaborators().gazetteer,
            seekers.of_account(db.session, account, now=now),
            [proposal.question for proposal in taken],
            values,
            account_id=account.id,
            now=now,
        )
        db.session.commit()
        flash(_("Saved. This is what we know of you now."))
    uploads.discard(_folder(), kept)
    return redirect(url_for("seeker.profile"))


def _folder() -> Path:
    return collaborators().settings.var_dir / "uploads"


def _take(token: str) -> uploads.Upload | None:
    try:
        kept = uploads.take(
            _folder(),
            token,
            account_id=current_account().id,
            now=dt.datetime.now(dt.UTC),
        )
    except uploads.GoneError:
        return None
    if kept.kind != KIND:
        abort(404)
    return kept


def _proposals(text: str) -> tuple[Proposal, ...]:
    settings = collaborators().settings
    return propose(text, collaborators().gazetteer, settings.home_district)


def _words(proposal: Proposal) -> object:
    """Return an answer as the profile would show it."""
    values = dict(proposal.values)
    if proposal.question == "contact":
        return " ".join(str(value) for value in values.values())
    gazetteer = collaborators().gazetteer
    for column in ("home_place_code", "wanted_place_code"):
        if column in values:
            return gazetteer.place(values[column]).full_name
    # Of a person who is nowhere stored.
    answers = {"certificates": [], "answered": [], "experience_months": 0, **values}
    return QUESTIONS[proposal.question].told(Seeker(**answers))
