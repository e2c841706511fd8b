"""What a seeker is shown as fitting, and that it is noted; or the newest, unranked."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from matcher.explanation import ReasonKind
from webapp.services import applications, crowding, exposure, vacancies
from webapp.services.learning import live_version
from webapp.services.matching import TOP
from webapp.services.profiles import load_vacancies

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from matcher.counterfactuals import Help
    from matcher.explanation import Reason
    from matcher.matching import Fit
    from matcher.near_misses import NearMiss
    from models import Account, Seeker, Vacancy
    from webapp.services.matching import MatchMaker

# What one knows of oneself is the same beside every vacancy: only employers are told.
KNOWN = {ReasonKind.PRACTICE, ReasonKind.SCHOOLING_MET}
NEWEST = 20


@dataclass(frozen=True, slots=True)
class Recommended:
    """
    What is shown; of who wants no ranking by profile ``newest`` alone.

    Parameters
    ----------
    fits
        Vacancies that fit, with the reasons that tell them apart; best first, but for
        crowds (``webapp.services.crowding``).
    missed
        Vacancies that a single thing keeps the person from.
    helps
        What would bring more.
    """

    fits: tuple[tuple[Vacancy, Fit, tuple[Reason, ...]], ...] = ()
    missed: tuple[tuple[Vacancy, NearMiss], ...] = ()
    helps: tuple[Help, ...] = ()
    newest: Sequence[Vacancy] = field(default=())


def recommend(
    session: Session,
    maker: MatchMaker,
    account: Account,
    seeker: Seeker,
    *,
    now: dt.datetime,
) -> Recommended:
    """
    Return what fits and note that it was shown; texts that are new are encoded.

    Of chances much the same those come first that fewer others are sent to. What the
    person has applied for stands among the applications, whatever came of it.
    """
    if not account.is_ranked_for:
        return Recommended(newest=vacancies.list_newest(session, now=now, limit=NEWEST))
    applied = applications.list_vacancy_ids(session, seeker)
    width = crowding.WIDTH + len(applied)
    found = maker.for_seeker(session, seeker.id, now=now, top=width)
    fits = [fit for fit in found.fits if fit.vacancy_id not in applied]
    chosen = crowding.choose(session, seeker.id, fits, TOP, now=now)
    found = replace(found, fits=chosen)
    helps = maker.helps_for(session, seeker.id, now=now)
    missed = [
        each
        for each in maker.near_misses_for(session, seeker.id, now=now)
        if each.vacancy_id not in applied
    ]
    version = live_version(session)
    exposure.note_shown(session, found, version.id if version else None, now=now)
    session.flush()
    ids = [fit.vacancy_id for fit in found.fits]
    ids += [each.vacancy_id for each in missed]
    rows = load_vacancies(session, ids)
    return Recommended(
        tuple(
            (
                rows[fit.vacancy_id],
                fit,
                tuple(reason for reason in fit.reasons if reason.kind not in KNOWN),
            )
            for fit in found.fits
            if fit.vacancy_id in rows
        ),
        tuple(
            (rows[each.vacancy_id], each) for each in missed if each.vacancy_id in rows
        ),
        tuple(helps),
    )
