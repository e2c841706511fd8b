"""Searching and reading vacancies, and reporting one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g, request, url_for

from models import EmployerStatus, ReportReason
from webapp.api.asking import at_once, public_vacancy
from webapp.api.operations import operation
from webapp.api.reading import read_form
from webapp.api.schemas import vacancies as schemas
from webapp.api.schemas.base import Named
from webapp.api.showing import vacancy_line, vacancy_values
from webapp.collaborators import collaborators
from webapp.extensions import db
from webapp.public.chips import chips
from webapp.public.choices import Chooser, loosened
from webapp.public.filters import Filters
from webapp.public.forms import ReportForm
from webapp.public.reasons import reasons_of
from webapp.public.vacancies import applied_among
from webapp.services import reports, vacancies
from webapp.services.search import search as run_search
from webapp.services.similar import list_similar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models import Vacancy
    from webapp.public.choices import Choice
    from webapp.services.search import Hit, SearchResults

TAG = "Vacancies"
SIMILAR = 6


@operation(
    "GET", "/vacancies", "Search: plain words, and what the search page offers",
    tag=TAG, query=schemas.SearchQuery, answer=schemas.SearchAnswer, is_public=True,
)  # fmt: skip
def search_vacancies(query: schemas.SearchQuery) -> schemas.SearchAnswer:
    """Return a page of what is found, how it was understood, and what else to ask."""
    made = collaborators()
    gazetteer, classification = made.gazetteer, made.classification
    filters = Filters.of(request.args, gazetteer, classification)
    filters = filters.yielding(made.search_engine.understand(filters.q))
    results = run_search(
        db.session,
        made.search_engine,
        filters.q,
        now=at_once(),
        filters=filters.conditions(gazetteer),
        page=query.page,
        sort=filters.order,
    )
    applied = applied_among(results)
    asked = chips(filters, results.query, gazetteer, classification)
    district = made.settings.home_district
    chooser = Chooser(filters, results, gazetteer, classification, district)
    return schemas.SearchAnswer(
        total=results.total,
        page=results.page,
        pages=results.pages,
        address=_address(filters),
        understood=[
            schemas.Understood(label=chip.label, without=_address(chip.left))
            for chip in asked
        ],
        vacancies=_hits(results.hits, results, applied),
        pay_to_be_agreed=_hits(results.negotiable, results, applied),
        pay_to_be_agreed_total=results.negotiable_total,
        facets=[
            schemas.Facet(
                name=facet.name,
                label=facet.label,
                choices=_choices([*facet.first, *facet.others]),
            )
            for facet in chooser.facets()
        ],
        loosened=_choices(loosened(filters, results, asked)),
    )


@operation(
    "GET", "/vacancies/<int:vacancy_id>", "Read a vacancy",
    tag=TAG, answer=schemas.VacancyDetail, is_public=True,
)  # fmt: skip
def read_vacancy(vacancy_id: int) -> schemas.VacancyDetail:
    """Return a vacancy that is or was public; one may apply while ``is_open``."""
    row = public_vacancy(vacancy_id)
    gate = row.site or row.place
    employer = row.employer
    return schemas.VacancyDetail(
        **vacancy_values(row),
        description=row.description,
        address=row.address,
        has_insurance=row.has_insurance,
        schooling=row.schooling,
        experience_months=row.experience_months,
        certificates=row.certificates,
        occupation=occupation_of(row),
        status=row.status,
        is_open=vacancies.is_open(row, at_once()),
        company=schemas.EmployerCard(
            name=employer.name,
            industry=employer.industry,
            description=employer.description,
            is_examined=employer.status is EmployerStatus.VERIFIED,
        ),
        spot=spot(gate.lat, gate.lon),
        web=url_for("public.vacancy", vacancy_id=row.id, _external=True),
    )


@operation(
    "GET", "/vacancies/<int:vacancy_id>/similar", "What else there is like it",
    tag=TAG, answer=schemas.VacancyLines, is_public=True,
)  # fmt: skip
def similar_vacancies(vacancy_id: int) -> schemas.VacancyLines:
    """Return the open vacancies nearest to one."""
    rows = list_similar(
        db.session,
        collaborators().search_engine,
        public_vacancy(vacancy_id),
        now=at_once(),
        limit=SIMILAR,
    )
    return schemas.VacancyLines(vacancies=[vacancy_line(each) for each in rows])


@operation(
    "POST", "/vacancies/<int:vacancy_id>/reports", "Report a vacancy to the office",
    tag=TAG, body=schemas.ReportIn, is_public=True, limits="5 per hour; 20 per day",
)  # fmt: skip
def report_vacancy(vacancy_id: int, body: schemas.ReportIn) -> None:
    """Hand in a report, signed in or not; a person's second is the first."""
    vacancy = public_vacancy(vacancy_id)
    form = read_form(ReportForm, body.model_dump())
    reports.send(
        db.session,
        vacancy,
        ReportReason(form.reason.data),
        form.text.data,
        account_id=g.account.id if g.account else None,
        days=collaborators().settings.report_days,
        now=at_once(),
    )
    db.session.commit()


def occupation_of(vacancy: Vacancy) -> Named | None:
    """Return the occupation of 2022, None when none was chosen."""
    code = vacancy.occupation_code
    found = collaborators().classification.find(code) if code else None
    return Named(code=found.code, name=found.name) if found else None


def spot(lat: float | None, lon: float | None) -> schemas.Spot | None:
    """Return a point for a map, None when it is not known."""
    return schemas.Spot(lat=lat, lon=lon) if lat and lon else None


def _hits(
    hits: Iterable[Hit], results: SearchResults, applied: set[int]
) -> list[schemas.Hit]:
    return [
        schemas.Hit(
            **vacancy_values(hit.vacancy),
            distance_m=hit.distance_m,
            reasons=reasons_of(hit.vacancy, results),
            has_applied=hit.vacancy.id in applied,
        )
        for hit in hits
    ]


def _choices(choices: Iterable[Choice]) -> list[schemas.Choice]:
    return [
        schemas.Choice(
            label=str(each.label),
            count=each.count,
            is_on=each.is_on,
            address=_address(each.to),
        )
        for each in choices
    ]


def _address(filters: Filters) -> str:
    return filters.address().partition("?")[2]
