"""Employers: their papers are examined, and again every six months."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import (
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import format_date
from flask_babel import gettext as _

from models import Employer
from webapp.bureau.blueprint import (
    PAGE_SIZE,
    bp,
    offset,
    page_number,
    row_or_404,
    utc_now,
    valid_or_400,
    words,
)
from webapp.bureau.forms import DecisionForm, ReasonForm, RevealForm
from webapp.collaborators import collaborators
from webapp.extensions import db
from webapp.security.sessions import current_account
from webapp.services import audit, audit_log, employers, papers
from webapp.services.credit_codes import is_credit_code
from webapp.services.employers import Examination
from webapp.services.posting_lists import list_postings
from webapp.services.reveal import Field, reveal
from webapp.services.uploads import GoneError

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/employers")
def employer_list() -> str:
    """List employers, those to examine first."""
    now = utc_now()
    asked = request.args.get("state", "")
    wanted = Examination(asked) if asked in set(Examination) else None
    lines = employers.list_employers(
        db.session,
        now,
        wanted=wanted,
        words=words(),
        limit=PAGE_SIZE + 1,
        offset=offset(),
    )
    return render_template(
        "bureau/employers.html",
        lines=lines[:PAGE_SIZE],
        has_more=len(lines) > PAGE_SIZE,
        page=page_number(),
        counts=employers.count_employers(db.session, now),
        wanted=wanted,
        words=words(),
    )


@bp.get("/employers/<int:employer_id>")
def employer(employer_id: int) -> str:
    """Show an employer, what happened to it, and the two decisions."""
    found = row_or_404(Employer, employer_id)
    seen_at = found.updated_at
    return _show(found, ReasonForm(seen_at=seen_at), RevealForm())


@bp.post("/employers/<int:employer_id>/verify")
def verify_employer(employer_id: int) -> ResponseReturnValue:
    """Note that the papers are in order, for six months."""
    found = row_or_404(Employer, employer_id)
    form = DecisionForm()
    valid_or_400(form)
    employers.verify(
        db.session,
        found,
        seen_at=form.seen_at.data,
        account_id=current_account().id,
        now=utc_now(),
    )
    db.session.commit()
    until = format_date(found.verified_until, "long")
    flash(
        _("%(name)s is verified until %(day)s.", name=found.name, day=until), "success"
    )
    return redirect(url_for("bureau.employer", employer_id=found.id))


@bp.post("/employers/<int:employer_id>/refuse")
def refuse_employer(employer_id: int) -> ResponseReturnValue:
    """Note that the papers will not do, and why."""
    found = row_or_404(Employer, employer_id)
    form = ReasonForm()
    if not form.validate():
        return _show(found, form, RevealForm(formdata=None)), 422
    down = employers.refuse(
        db.session,
        found,
        form.reason.data,
        seen_at=form.seen_at.data,
        account_id=current_account().id,
        now=utc_now(),
    )
    db.session.commit()
    flash(
        _(
            "%(name)s is refused; %(count)d postings are no longer shown.",
            name=found.name,
            count=down,
        ),
        "success",
    )
    return redirect(url_for("bureau.employer", employer_id=found.id))


@bp.post("/employers/<int:employer_id>/phone")
def reveal_employer_phone(employer_id: int) -> ResponseReturnValue:
    """Show the telephone number in full, once, for a reason."""
    found = row_or_404(Employer, employer_id)
    form = RevealForm()
    decision = ReasonForm(formdata=None, seen_at=found.updated_at)
    if not form.validate():
        return _show(found, decision, form), 422
    phone = reveal(
        db.session,
        found,
        Field.PHONE,
        form.reason.data,
        account_id=current_account().id,
        now=utc_now(),
    )
    db.session.commit()
    decision = ReasonForm(formdata=None, seen_at=found.updated_at)
    return _show(found, decision, RevealForm(formdata=None), phone)


@bp.get("/employers/<int:employer_id>/papers/<int:paper_id>")
def paper(employer_id: int, paper_id: int) -> ResponseReturnValue:
    """Send a paper to the clerk who examines it; that it was looked at is kept."""
    found = papers.find(db.session, employer_id, paper_id)
    if found is None:
        abort(404)
    try:
        content = papers.read(collaborators().settings.var_dir / "papers", found)
    except GoneError:
        abort(404)
    audit.record(
        db.session,
        "paper.see",
        found.employer,
        account_id=current_account().id,
        now=utc_now(),
        detail={"paper": found.id, "kind": found.kind},
    )
    is_picture = found.content_type.startswith("image/")
    content_type = found.content_type
    db.session.commit()
    answer = make_response(content)
    answer.content_type = content_type
    answer.headers.set(
        "Content-Disposition",
        "inline" if is_picture else "attachment",
        filename=f"paper-{paper_id}",
    )
    return answer


def _show(
    found: Employer, decision: ReasonForm, reveal_form: RevealForm, phone: str = ""
) -> str:
    return render_template(
        "bureau/employer.html",
        employer=found,
        examination=employers.examination(found, utc_now()),
        lines=list_postings(db.session, found.id),
        papers=papers.list_of(db.session, found.id),
        is_code_right=is_credit_code(found.credit_code or ""),
        history_entries=audit_log.history(db.session, "employer", found.id),
        decision=decision,
        reveal_form=reveal_form,
        shown_phone=phone,
    )
