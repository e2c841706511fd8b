"""The audit log, for an auditor."""

from __future__ import annotations

from flask import render_template, request
from flask_babel import gettext as _

from webapp.bureau.blueprint import PAGE_SIZE, bp
from webapp.bureau.forms import AuditForm
from webapp.extensions import db
from webapp.fields import choices
from webapp.labels import ACTIONS
from webapp.security.requests import asked_id
from webapp.services import audit_log
from webapp.services.audit_log import Wanted


@bp.get("/audit")
def audit() -> str:
    """List events, the latest first."""
    form = AuditForm(request.args)
    actions = audit_log.list_actions(db.session)
    form.action.choices = choices(
        {"": _("All actions"), **{name: ACTIONS.get(name, name) for name in actions}}
    )
    wanted = form.wanted() if form.validate() else Wanted()
    before_id = asked_id("before")
    entries = audit_log.list_events(
        db.session, wanted, before_id=before_id, limit=PAGE_SIZE + 1
    )
    kept = {k: v for k, v in request.args.items() if k != "before" and v}
    return render_template(
        "bureau/audit.html",
        form=form,
        entries=entries[:PAGE_SIZE],
        next_before=entries[PAGE_SIZE - 1].event.id
        if len(entries) > PAGE_SIZE
        else None,
        kept=kept,
    )
