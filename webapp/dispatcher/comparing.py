"""Plans side by side, what each would change, notes, and undoing a choice."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from webapp.collaborators import collaborators
from webapp.dispatcher.blueprint import bp
from webapp.dispatcher.differences import change_words, difference_words, rule_words
from webapp.dispatcher.forms import NotesForm, WhatIfForm
from webapp.dispatcher.own import open_plan, own_campaign
from webapp.extensions import db
from webapp.security.sessions import current_account
from webapp.services import comparing, what_if
from webapp.services import plans as plan_service
from webapp.services.drafts import coaches_on_offer
from webapp.services.rules import CampaignRules
from webapp.services.versions import StaleError
from webapp.services.what_if_words import read_sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from models import Campaign, CharterPlan, CoachType
    from webapp.services.comparing import Figures

MOST_SHOWN = 6
# A what-if looks for small differences, so it is not content with half a per cent.
GAP_WANTED = 0.0005
BETTER: dict[str, Callable[[set[float]], float]] = {
    "money_cents": min,
    "coaches": min,
    "filled": max,
    "rider_s": min,
    "left": min,
}


@dataclass(frozen=True, slots=True)
class Column:
    """
    A plan beside the others.

    Parameters
    ----------
    change
        What it asks what-if; empty for an ordinary run.
    beside
        The plan that `words` compare it with, None for the driven plan itself.
    """

    plan: CharterPlan
    figures: Figures
    change: str
    beside: CharterPlan | None
    words: str
    rules: list[tuple[str, str]]
    asker: str
    notes: NotesForm


@bp.get("/campaigns/<int:campaign_id>/compare")
def compare(campaign_id: int) -> ResponseReturnValue:
    """Show the plans of a campaign side by side."""
    return _page(own_campaign(campaign_id))


@bp.post("/plans/<int:plan_id>/what-if")
def ask_what_if(plan_id: int) -> ResponseReturnValue:
    """Plan again with one thing otherwise."""
    plan = open_plan(plan_id)
    form = WhatIfForm()
    if not form.validate_on_submit():
        return _page(plan.campaign, form), 422
    try:
        change = _asked(plan, form)
        if change is None:
            return _page(plan.campaign, form), 422
        run = plan_service.request_plan(
            db.session,
            plan.campaign,
            time_limit_s=form.time_limit_s.data or 60,
            gap_wanted=GAP_WANTED,
            change=change,
            beside=plan,
            account_id=current_account().id,
            now=dt.datetime.now(dt.UTC),
        )
    except what_if.ChangeError:
        form.text.errors = [
            _("That is how it is already, or more than the rules can say.")
        ]
        return _page(plan.campaign, form), 422
    except plan_service.PlanRunningError:
        said = _("This campaign is being planned already.")
    except plan_service.NobodyConfirmedError:
        said = _("Nobody is confirmed yet, so there is nobody to plan for.")
    else:
        run_id = run.id
        db.session.commit()
        collaborators().planning_desk.enqueue(run_id)
        return redirect(url_for(".compare", campaign_id=plan.campaign_id))
    db.session.rollback()
    form.text.errors = [said]
    return _page(plan.campaign, form), 409


@bp.post("/plans/<int:plan_id>/undo")
def undo_choice(plan_id: int) -> ResponseReturnValue:
    """Drive the plan again that was driven before."""
    plan = open_plan(plan_id)
    try:
        plan_service.undo_choice(
            db.session,
            plan,
            account_id=current_account().id,
            now=dt.datetime.now(dt.UTC),
        )
    except plan_service.ChoiceStandsError:
        db.session.rollback()
        flash(
            _("This can no longer be undone: see which plan is driven now."), "warning"
        )
    else:
        db.session.commit()
        flash(_("Undone: the earlier plan is driven again."), "done")
    return redirect(url_for(".compare", campaign_id=plan.campaign_id))


@bp.post("/plans/<int:plan_id>/notes")
def plan_notes(plan_id: int) -> ResponseReturnValue:
    """Keep what the dispatcher notes of a plan."""
    plan = open_plan(plan_id)
    form = NotesForm()
    if not form.validate_on_submit():
        if form.seen_at.errors:
            abort(400)
        return _page(plan.campaign, notes={plan.id: form}), 422
    try:
        plan_service.write_notes(
            db.session,
            plan,
            form.notes.data,
            seen_at=form.seen_at.data,
            account_id=current_account().id,
            now=dt.datetime.now(dt.UTC),
        )
    except StaleError:
        db.session.rollback()
        form.seen_at.data = plan.updated_at
        form.notes.errors = [
            _("A colleague was faster. Their note: %(notes)s", notes=plan.notes or "—")
        ]
        return _page(plan.campaign, notes={plan.id: form}), 409
    db.session.commit()
    flash(_("The note is kept."), "done")
    anchor = f"plan-{plan.id}"
    return redirect(url_for(".compare", campaign_id=plan.campaign_id, _anchor=anchor))


def _asked(plan: CharterPlan, form: WhatIfForm) -> what_if.Change | None:
    """Return what was tapped or typed; None with the mistake beside the field."""
    rules = CampaignRules.of(plan.rules)
    coaches = what_if.coaches_to_add(db.session, rules)
    if form.tap.data:
        tapped = what_if.Change.tapped(form.tap.data)
        if tapped.coach_type_id not in {None, *(coach.id for coach in coaches)}:
            msg = f"Expected a coach that can be added, got {tapped.coach_type_id}."
            raise what_if.ChangeError(msg)
        return tapped
    change = read_sentence(form.text.data, rules, coaches)
    if change is None:
        form.text.errors = [
            _("We do not understand this. Say it like the examples, or tap one.")
        ]
    return change


def _page(
    campaign: Campaign,
    form: WhatIfForm | None = None,
    notes: dict[int, NotesForm] | None = None,
) -> str:
    plans = comparing.list_finished(db.session, campaign)
    shown = plans if "all" in request.args else plans[:MOST_SHOWN]
    base = shown[0] if shown else None
    coaches = {
        coach.id: coach for coach in coaches_on_offer(db.session, CampaignRules())
    }
    columns = _columns(plans, shown, coaches, notes or {})
    taps: list[tuple[str, str]] = []
    if base is not None:
        rules = CampaignRules.of(base.rules)
        addable = what_if.coaches_to_add(db.session, rules)
        taps = [
            (change.tap, change_words(change, coaches))
            for change in what_if.choices(rules, addable)
        ]
    return render_template(
        "dispatcher/compare.html",
        campaign=campaign,
        columns=columns,
        hidden=len(plans) - len(shown),
        base=base,
        taps=taps,
        form=form or WhatIfForm(formdata=None),
        unfinished=plan_service.find_unfinished(db.session, campaign),
        best=_best(columns),
    )


def _columns(
    plans: list[CharterPlan],
    shown: list[CharterPlan],
    coaches: dict[int, CoachType],
    notes: dict[int, NotesForm],
) -> list[Column]:
    by_id = {plan.id: plan for plan in plans}
    figures = comparing.figures_of(db.session, plans)
    names = comparing.askers(db.session, shown)
    columns = []
    for plan in shown:
        change = what_if.Change.of(plan.change)
        beside = by_id.get(plan.compared_id or 0) or by_id[shown[0].id]
        words = ""
        if beside is not plan:
            words = difference_words(
                comparing.difference(plan, figures[plan.id], beside, figures[beside.id])
            )
        columns.append(
            Column(
                plan=plan,
                figures=figures[plan.id],
                change=change_words(change, coaches) if change else "",
                beside=beside if words else None,
                words=words,
                rules=rule_words(CampaignRules.of(plan.rules), coaches),
                asker=names.get(plan.requested_by_id or 0, ""),
                notes=notes.get(plan.id)
                or NotesForm(None, notes=plan.notes, seen_at=plan.updated_at),
            )
        )
    return columns


def _best(columns: list[Column]) -> dict[str, float]:
    """Return the best figure of each row in which the plans differ."""
    found = {}
    for name, choose in BETTER.items():
        values = {getattr(column.figures, name) for column in columns}
        if len(values) > 1:
            found[name] = choose(values)
    return found
