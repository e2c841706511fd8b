"""
A plan changed by hand at the desk: one draft a plan, shared by all dispatchers.

Every change is a step of the draft, kept at once, and can be undone and done again. The
plan itself is not touched: a draft that breaks no rule is saved as a new plan, which is
then chosen and published like any other. Who saw an older version of the draft than
there is changes nothing; see ``StaleError``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from models import CharterPlan, Party, PlanDraft, PlanStatus, PlanStep
from routing.editing import NOWHERE
from routing.offers import Offer, offers
from webapp.services import audit
from webapp.services.closing import expect_open
from webapp.services.drafts import DraftTrip, LeftOut, store
from webapp.services.plan_steps import change_of, plain
from webapp.services.plans import GAP_WANTED
from webapp.services.splitting import split_party
from webapp.services.versions import StaleError

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from routing.editing import Change, Edited, Finding, Move, Where
    from routing.errors import EditError
    from webapp.services.drafts import Draft
    from webapp.services.restoring import PlanReader, Restored

UNSEEN = "0-0"  # the token of a plan without a draft


class EditingError(Exception):
    """
    A draft cannot be saved, undone or done again.

    EditingError
    ├── NothingToUndoError
    ├── NothingChangedError
    └── BrokenRulesError
    """


class NothingToUndoError(EditingError):
    """No step is left to undo, or none that was undone."""


class NothingChangedError(EditingError):
    """The draft is the plan as it is."""


class BrokenRulesError(EditingError):
    """The draft breaks rules: it is kept, but no plan can be made of it."""


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """
    A draft as it stands, and what the judge says.

    Parameters
    ----------
    draft
        None as long as nobody changed anything.
    refused
        Steps that cannot be made any more, by their number: the rows changed.
    best_cents
        The cheapest plan of the campaign that is known; None when there is none.
    """

    plan: CharterPlan
    draft: PlanDraft | None
    restored: Restored
    state: Edited
    findings: list[Finding]
    refused: dict[int, EditError]
    best_cents: int | None

    @property
    def token(self) -> str:
        """Return what a page sends back with its next change."""
        draft = self.draft
        return UNSEEN if draft is None else f"{draft.id}-{draft.version}"

    @property
    def done(self) -> list[PlanStep]:
        """Return the steps that count, in their order."""
        draft = self.draft
        return [] if draft is None else draft.steps[: draft.position]

    @property
    def undone(self) -> list[PlanStep]:
        """Return the steps that were undone, the next to do again first."""
        draft = self.draft
        return [] if draft is None else draft.steps[draft.position :]

    @property
    def cost_cents(self) -> int:
        """Return what the draft costs, trains and all."""
        return self.state.plan.cost_cents + self.restored.kept_cents

    @property
    def added_cents(self) -> int:
        """Return what the draft costs more than the plan."""
        return self.state.plan.cost_cents - self.restored.start.plan.cost_cents

    @property
    def is_changed(self) -> bool:
        """Return whether anything but locks differs from the plan."""
        before, now = self.restored.start, self.state
        return (before.plan, before.numbers) != (now.plan, now.numbers)


def find_draft(session: Session, plan: CharterPlan) -> PlanDraft | None:
    """Return a plan's open draft, or None."""
    return session.scalars(
        select(PlanDraft).where(
            PlanDraft.plan_id == plan.id, PlanDraft.closed_at.is_(None)
        )
    ).one_or_none()


def look(session: Session, reader: PlanReader, plan: CharterPlan) -> Look:
    """Return a plan's draft as it stands."""
    draft = find_draft(session, plan)
    restored = reader.read(session, plan)
    steps = [] if draft is None else draft.steps[: draft.position]
    state = reader.replay(restored, [change_of(step.change) for step in steps])
    return Look(
        plan=plan,
        draft=draft,
        restored=restored,
        state=state.edited,
        findings=state.findings,
        refused={
            step.number: error
            for step, error in zip(steps, state.refused, strict=True)
            if error is not None
        },
        best_cents=session.scalar(
            select(func.min(CharterPlan.cost_cents)).where(
                CharterPlan.campaign_id == plan.campaign_id
            )
        ),
    )


def make(
    session: Session,
    reader: PlanReader,
    plan: CharterPlan,
    change: Change,
    *,
    seen: str,
    account_id: int | None,
    now: dt.datetime,
) -> Look:
    """
    Add a step to a plan's draft; what was undone cannot be done again then.

    Raises
    ------
    StaleError
        When the draft is not the one that was seen; a colleague was faster.
    EditError
        When the change makes no sense or meets a lock; nothing was changed.
    """
    draft = _claim(session, plan, seen, account_id, now)
    before = look(session, reader, plan)
    before.restored.editor.apply(before.state, change)
    del draft.steps[draft.position :]
    session.flush()
    draft.position += 1
    draft.steps.append(
        PlanStep(
            number=draft.position,
            change=plain(change),
            account_id=account_id,
            made_at=now,
        )
    )
    session.flush()
    return look(session, reader, plan)


def undo(
    session: Session,
    plan: CharterPlan,
    *,
    seen: str,
    account_id: int | None,
    now: dt.datetime,
) -> PlanStep:
    """
    Undo the last step, whoever made it; return it.

    Raises
    ------
    StaleError
        When the draft is not the one that was seen.
    NothingToUndoError
        When there is none.
    """
    draft = _claim(session, plan, seen, account_id, now)
    if not draft.position:
        raise NothingToUndoError
    draft.position -= 1
    session.flush()
    return draft.steps[draft.position]


def redo(
    session: Session,
    plan: CharterPlan,
    *,
    seen: str,
    account_id: int | None,
    now: dt.datetime,
) -> PlanStep:
    """
    Do the step again that was undone last; return it.

    Raises
    ------
    StaleError
        When the draft is not the one that was seen.
    NothingToUndoError
        When there is none.
    """
    draft = _claim(session, plan, seen, account_id, now)
    if draft.position == len(draft.steps):
        raise NothingToUndoError
    draft.position += 1
    session.flush()
    return draft.steps[draft.position - 1]


def discard(
    session: Session,
    plan: CharterPlan,
    *,
    seen: str,
    account_id: int | None,
    now: dt.datetime,
) -> None:
    """
    Close a draft; the plan stays as it was.

    Raises
    ------
    StaleError
        When the draft is not the one that was seen.
    """
    draft = _claim(session, plan, seen, account_id, now)
    draft.closed_at = now
    audit.record(session, "plan.discard_draft", plan, account_id=account_id, now=now)


def places(
    session: Session, reader: PlanReader, plan: CharterPlan, move: Move, most: int = 5
) -> list[Offer]:
    """
    Return the cheapest other places for a party, on the draft as it stands.

    Raises
    ------
    EditError
        When it cannot be moved.
    """
    seen = look(session, reader, plan)
    restored = seen.restored
    return offers(
        restored.editor, seen.state, move, most=most, usual_s=restored.usual_s
    )


def save(
    session: Session,
    reader: PlanReader,
    plan: CharterPlan,
    *,
    seen: str,
    account_id: int | None,
    now: dt.datetime,
) -> CharterPlan:
    """
    Make a new plan of a draft that breaks no rule; it is for a dispatcher to choose.

    Who stays on a trip of the same number keeps seats and code. Groups that the draft
    splits become parties of their own, also where other plans carry them.

    Raises
    ------
    StaleError
        When the draft is not the one that was seen.
    NothingChangedError
        When it is the plan as it is.
    BrokenRulesError
        When a rule is broken.
    """
    expect_open(session, plan.campaign)
    draft = _claim(session, plan, seen, account_id, now)
    found = look(session, reader, plan)
    if not found.is_changed:
        raise NothingChangedError
    if found.findings:
        raise BrokenRulesError
    made = CharterPlan(
        campaign_id=plan.campaign_id,
        time_limit_s=0.0,
        gap_wanted=GAP_WANTED,
        seed=plan.seed,
        with_unheard=plan.with_unheard,
        rules=plan.rules,
        status=PlanStatus.DONE,
        requested_by_id=account_id,
    )
    session.add(made)
    session.flush()
    store(session, made, _drafted(session, found, account_id, now), now, like=plan)
    draft.saved_plan_id, draft.closed_at = made.id, now
    session.flush()
    audit.record(
        session,
        "plan.edit",
        made,
        account_id=account_id,
        now=now,
        detail={"from": plan.id, "steps": len(found.done)},
    )
    return made


def _claim(
    session: Session,
    plan: CharterPlan,
    seen: str,
    account_id: int | None,
    now: dt.datetime,
) -> PlanDraft:
    """
    Take the draft for a change, opening one where there is none.

    One conditional update decides, so of two who change at once exactly one does.
    """
    draft = find_draft(session, plan)
    if draft is None:
        if seen != UNSEEN:
            raise StaleError(f"The draft of plan {plan.id} was closed.")
        draft = PlanDraft(plan_id=plan.id, version=1, changed_by_id=account_id)
        try:
            with session.begin_nested():
                session.add(draft)
        except IntegrityError as error:
            raise StaleError(f"Plan {plan.id} has a draft now.") from error
        return draft
    claimed = session.execute(
        update(PlanDraft)
        .where(
            PlanDraft.id == draft.id,
            PlanDraft.version == _version(seen, draft),
            PlanDraft.closed_at.is_(None),
        )
        .values(version=PlanDraft.version + 1, changed_by_id=account_id, updated_at=now)
        .returning(PlanDraft.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    session.expire(draft)
    if claimed is None:
        raise StaleError(f"The draft of plan {plan.id} was changed.")
    return draft


def _version(seen: str, draft: PlanDraft) -> int:
    """Return the version of a token; one that never was for another draft's."""
    draft_id, _, version = seen.partition("-")
    is_this = draft_id == str(draft.id) and version.isdecimal() and len(version) < 10
    return int(version) if is_this else -1


def _drafted(
    session: Session, found: Look, account_id: int | None, now: dt.datetime
) -> Draft:
    """Return the draft for storing; groups that it splits are parties by then."""
    restored, state = found.restored, found.state
    parts = _parts(session, state, account_id, now)
    draft = restored.drafted(state.plan, state.numbers, state.last)
    return replace(
        draft,
        is_optimal=False,
        lower_bound_cents=None,
        gap=None,
        trips=tuple(_renamed(trip, parts) for trip in draft.trips),
        left_out=tuple(
            _told(left, parts.get((left.party_id, NOWHERE), left.party_id), restored)
            for left in draft.left_out
        ),
    )


def _parts(
    session: Session, state: Edited, account_id: int | None, now: dt.datetime
) -> dict[tuple[int, Where], int]:
    """Split the groups that ride apart; return the new parties by group and trip."""
    parts: dict[tuple[int, Where], int] = {}
    names = {on.party for t in state.plan.trips for s in t.stops for on in s.board}
    for name in sorted(names):
        rides = state.rides(name)
        if len(rides) == 1:
            continue
        # The largest part stays the party that it was.
        _, *others = sorted(rides, key=lambda at: (-rides[at], isinstance(at, str), at))
        party = session.get_one(Party, int(name))
        for number in others:
            apart = split_party(
                session, party, rides[number], account_id=account_id, now=now
            )
            parts[party.id, number] = apart.id
    return parts


def _renamed(trip: DraftTrip, parts: dict[tuple[int, Where], int]) -> DraftTrip:
    return replace(
        trip,
        seats=tuple(
            (parts.get((party_id, trip.number or 0), party_id), riders)
            for party_id, riders in trip.seats
        ),
        boards=tuple(
            (parts.get((party_id, trip.number or 0), party_id), code)
            for party_id, code in trip.boards
        ),
    )


def _told(left: LeftOut, party_id: int, restored: Restored) -> LeftOut:
    """Return who is left out, with the planner's reason where it had left them."""
    reason, detail = restored.reasons.get(left.party_id, (left.reason, left.detail))
    return replace(left, party_id=party_id, reason=reason, detail=detail)
