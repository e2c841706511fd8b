"""What a web worker loads before it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.factories.matching import make_paid_vacancy, make_wishing_seeker
from tests.factories.postings import NOW
from tests.statements import asked
from webapp.extensions import db
from webapp.wsgi import warm_up

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from webapp.collaborators import Collaborators


def test_the_first_list_of_matches_reads_no_vacancy_anew(
    app: Flask, rows: Session
) -> None:
    seeker = make_wishing_seeker(rows, "缝纫工")
    sewing = make_paid_vacancy(rows, "缝纫工")
    rows.commit()
    warm_up(app)
    made: Collaborators = app.extensions["collaborators"]
    with app.app_context(), asked(db.engine) as statements:
        found = made.match_maker.for_seeker(db.session, seeker.id, now=NOW)
        assert [fit.vacancy_id for fit in found.fits] == [sewing.id]
        db.session.rollback()
    assert not [each for each in statements if "vacancy.title" in each]


def test_the_start_page_does_not_wait_for_what_searches_need(
    app: Flask, rows: Session
) -> None:
    make_paid_vacancy(rows, "缝纫工")
    rows.commit()
    made: Collaborators = app.extensions["collaborators"]
    made.is_warming_up = True
    assert "缝纫工" in app.test_client().get("/").text
    assert "search_engine" not in vars(made)
    warm_up(app)
    assert not made.is_warming_up
