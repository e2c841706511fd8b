"""Who could work where: worked out for all at once, read, and offered to people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import (
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from matcher.assignment.leftover import Left
from models import AssignmentRun, OfficeKind
from webapp.bureau.blueprint import (
    PAGE_SIZE,
    bp,
    offset,
    page_number,
    row_or_404,
    utc_now,
)
from webapp.collaborators import collaborators
from webapp.extensions import db
from webapp.i18n import help_text, left_text, reason_text
from webapp.security.sessions import current_account
from webapp.services import invitations, proposals, proposals_export
from webapp.services.assigning import LeftOut
from webapp.services.fairness import UNKNOWN

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# The page shows so many employers; the workbook has all.
EMPLOYERS_SHOWN = 12
WITHOUT_ANYBODY_SHOWN = 30
GROUPS = {"sex": _l("Sex"), "age": _l("Age"), "home": _l("Home province")}
VALUES = {
    "female": _l("Women"),
    "male": _l("Men"),
    UNKNOWN: _l("Not known"),
    "under 25": _l("under 25"),
    "25-34": _l("25 to 34"),
    "35-44": _l("35 to 44"),
    "45-54": _l("45 to 54"),
    "55 and over": _l("55 and over"),
}


@bp.get("/assignment")
def assignment() -> str:
    """Show the last run in figures, and one on its way."""
    _expect_offices_own()
    run = proposals.last_found(db.session)
    figures = proposals.figures_of(run) if run else None
    latest = proposals.latest(db.session)
    shown: dict[str, Any] = {}
    if figures is not None:
        by_need = sorted(figures.employers, key=lambda each: -each.sought)
        nobody = [each for each in figures.employers if not each.filled]
        shown = {
            "largest": proposals.employers_of(db.session, by_need[:EMPLOYERS_SHOWN]),
            "nobody": proposals.employers_of(
                db.session, nobody[:WITHOUT_ANYBODY_SHOWN]
            ),
            "nobody_count": len(nobody),
        }
    return render_template(
        "bureau/assignment.html",
        run=run,
        figures=figures,
        running=proposals.running(db.session),
        failed=latest if latest and latest.failure else None,
        left_text=left_text,
        hindrance_text=lambda each: left_text(Left(each.value)),
        groups=GROUPS,
        values=VALUES,
        left_out=LEFT_OUT,
        now=utc_now(),
        **shown,
    )


@bp.post("/assignment")
def ask_assignment() -> ResponseReturnValue:
    """Ask the worker to work it out."""
    _expect_offices_own()
    try:
        run = proposals.ask(db.session, account_id=current_account().id, now=utc_now())
    except proposals.RunningError:
        flash(_("It is being worked out already."), "warning")
        return redirect(url_for("bureau.assignment"))
    run_id = run.id
    db.session.commit()
    # Should this fail, the worker finds the run when it starts next.
    collaborators().planning_desk.enqueue_assigning(run_id)
    return redirect(url_for("bureau.assignment"))


@bp.get("/assignment/progress")
def assignment_progress() -> ResponseReturnValue:
    """Show how far a run is; the page asks for this every two seconds."""
    _expect_offices_own()
    if "HX-Request" not in request.headers:
        return redirect(url_for("bureau.assignment"))
    running = proposals.running(db.session)
    if running is None:
        return Response(headers={"HX-Refresh": "true"})
    return render_template(
        "bureau/assignment_progress.html", running=running, now=utc_now()
    )


@bp.get("/assignment/people")
def assignment_people() -> str:
    """List people with a suggestion, or those left over for one reason."""
    _expect_offices_own()
    run = proposals.last_found(db.session)
    why = request.args.get("why", "")
    if run is None or (why and why not in set(Left)):
        abort(404)
    left = Left(why) if why else None
    lines = proposals.list_lines(
        db.session, run, left, offset=offset(), limit=PAGE_SIZE
    )
    count = proposals.count_lines(db.session, run, left)
    asked, applied = proposals.list_answers(db.session, lines)
    return render_template(
        "bureau/assignment_people.html",
        run=run,
        left=left,
        lines=lines,
        count=count,
        asked=asked,
        applied=applied,
        reasons_of=proposals.reasons_of,
        helps_of=proposals.helps_of,
        left_text=left_text,
        reason_text=reason_text,
        help_text=help_text,
        page=page_number(),
        last=max(1, -(-count // PAGE_SIZE)),
    )


@bp.post("/assignment/<int:run_id>/people/<int:seeker_id>/invite")
def invite_assigned(run_id: int, seeker_id: int) -> ResponseReturnValue:
    """Ask a person whether they want to apply for what is suggested."""
    _expect_offices_own()
    line = proposals.find_line(db.session, run_id, seeker_id)
    if line is None or line.vacancy is None:
        abort(404)
    try:
        invitations.invite(
            db.session,
            line.vacancy,
            seeker_id,
            account_id=current_account().id,
            now=utc_now(),
            by_office=True,
        )
    except invitations.ClosedError:
        db.session.rollback()
        flash(_("This posting takes no applications now."), "warning")
    except invitations.NotLookingError:
        db.session.rollback()
        flash(_("This person cannot be asked any more."), "warning")
    except invitations.TooManyError:
        db.session.rollback()
        flash(
            _(
                "%(number)d people were asked for this posting within a day. Please "
                "wait for their answers.",
                number=invitations.MOST_A_DAY,
            ),
            "warning",
        )
    else:
        db.session.commit()
        flash(_("Asked. The person answers on their page."), "success")
    back = url_for("bureau.assignment_people", page=page_number())
    return redirect(f"{back}#person-{seeker_id}")


@bp.post("/assignment/<int:run_id>/export")
def export_assignment(run_id: int) -> ResponseReturnValue:
    """Export all of a run; the export is recorded."""
    _expect_offices_own()
    run = row_or_404(AssignmentRun, run_id)
    content = proposals_export.workbook(
        db.session, run, account_id=current_account().id, now=utc_now()
    )
    db.session.commit()
    name = f"assignment-{run.created_at:%Y-%m-%d}.xlsx"
    return Response(
        content,
        mimetype=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@bp.app_template_global()
def sees_assignment() -> bool:
    """Return whether the account is the office's own: an enterprise's is not."""
    office = current_account().office
    return office is None or office.kind is not OfficeKind.ENTERPRISE


def _unranked(count: int) -> str:
    return str(
        ngettext(
            "%(num)d person is not counted, who wants no ranking by profile.",
            "%(num)d people are not counted, who want no ranking by profile.",
            count,
        )
    )


def _hired(count: int) -> str:
    return str(
        ngettext(
            "%(num)d person is not counted, who was hired within half a year.",
            "%(num)d people are not counted, who were hired within half a year.",
            count,
        )
    )


LEFT_OUT = {LeftOut.UNRANKED: _unranked, LeftOut.HIRED: _hired}


def _expect_offices_own() -> None:
    if not sees_assignment():
        abort(403)
