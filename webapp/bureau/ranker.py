"""How recommendations are ordered: what the office has learnt, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matcher.learning.finding import LEAST_OUTCOMES, LEAST_VACANCIES, Finding
from matcher.ranking import Ranker
from matcher.ranking.features import Side
from models import RankerVersion
from webapp.bureau.blueprint import bp, row_or_404, utc_now
from webapp.extensions import db
from webapp.labels import RANKER
from webapp.security.sessions import current_account
from webapp.services import learning

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from matcher.ranking.ranker import SideWeights

FEATURES = {
    "work": _l("The work is what they want and can"),
    "pay": _l("Pay"),
    "pay_told": _l("The pay is told"),
    "place": _l("Near the place wanted"),
    "shift": _l("Shift as wanted"),
    "lodging": _l("Lodging as wanted"),
    "board": _l("Meals as wanted"),
    "insurance": _l("Social insurance"),
    "experience": _l("The experience asked for"),
    "practice": _l("Years of work"),
    "certificate": _l("The certificate asked for"),
    "schooling": _l("The schooling asked for"),
}
SIDES = {
    Side.WANTS: _l("What job seekers care for"),
    Side.ASKS: _l("What employers care for"),
}
FINDINGS = {
    Finding.BETTER: _l("Surely better: it was taken into use."),
    Finding.MAYBE_WORSE: _l("It may be worse: the order stayed as it was."),
    Finding.NOT_SURE: _l("Not surely better: the order stayed as it was."),
    Finding.TOO_FEW: _l(
        "Too little has happened yet: at least %(outcomes)d views and applications, "
        "and %(vacancies)d vacancies that were shown, are needed to learn from.",
        outcomes=LEAST_OUTCOMES,
        vacancies=LEAST_VACANCIES,
    ),
}


@bp.get("/ranker")
def ranker() -> str:
    """Show which ranker is live, what it weighs, and the lessons so far."""
    live = learning.live_version(db.session)
    read = learning.read_ranker(live) if live else None
    shipped = Ranker.shipped()
    return render_template(
        "bureau/ranker.html",
        live=live,
        is_read=read is not None,
        sides=[
            (SIDES[side], _weighed(_side(shipped, side), _side(read or shipped, side)))
            for side in Side
        ],
        names=FEATURES,
        findings=FINDINGS,
        states=RANKER,
        versions=learning.list_versions(db.session),
        next_on=learning.next_lesson_on(db.session),
        paused_since=learning.paused_since(db.session),
    )


@bp.post("/ranker/<int:version_id>/restore")
def restore_ranker(version_id: int) -> ResponseReturnValue:
    """Put the shipped ranker in the place of this one."""
    row_or_404(RankerVersion, version_id)
    done = learning.restore_shipped(
        db.session,
        version_id=version_id,
        account_id=current_account().id,
        now=utc_now(),
    )
    db.session.commit()
    if done:
        flash(_("Recommendations stand in the shipped order again."), "success")
    else:
        flash(_("Nothing was changed: that order was not in use any more."), "warning")
    return redirect(url_for("bureau.ranker"))


@bp.post("/ranker/learning/stop")
def stop_learning() -> ResponseReturnValue:
    """Leave what is in use until somebody lets the office learn again."""
    learning.pause(db.session, account_id=current_account().id, now=utc_now())
    db.session.commit()
    flash(_("The office does not learn any more; the order in use stays."), "success")
    return redirect(url_for("bureau.ranker"))


@bp.post("/ranker/learning/go-on")
def learn_again() -> ResponseReturnValue:
    """Learn again, once a week."""
    learning.go_on(db.session, account_id=current_account().id, now=utc_now())
    db.session.commit()
    flash(_("The office learns again, once a week."), "success")
    return redirect(url_for("bureau.ranker"))


def _side(ranker: Ranker, side: Side) -> SideWeights:
    return ranker.wants if side is Side.WANTS else ranker.asks


def _weighed(shipped: SideWeights, now: SideWeights) -> list[tuple[str, float, float]]:
    """Return each feature with its share of what one side weighs, by both."""
    before, after = _shares(shipped), _shares(now)
    return [(name, before[name], after[name]) for name in FEATURES if name in before]


def _shares(side: SideWeights) -> dict[str, float]:
    """Return how far each curve rises, of all of them together."""
    rises = {name: curve.y[-1] - curve.y[0] for name, curve in side.curves.items()}
    total = sum(rises.values()) or 1.0
    return {name: rise / total for name, rise in rises.items()}
