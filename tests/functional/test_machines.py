"""What other programs read: structured data, feeds, sitemaps, robots.txt."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from models import PayPeriod, Schooling, Shift, Vacancy, VacancyStatus
from tests.factories.matching import make_paid_vacancy
from webapp.public import feeds

if TYPE_CHECKING:
    import pytest
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

ATOM = {"a": "http://www.w3.org/2005/Atom"}
MAP = {"m": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def add(rows: Session, title: str, **values: Any) -> Vacancy:
    later = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=30)
    row = make_paid_vacancy(rows, title, **{"valid_until": later, **values})
    rows.commit()
    return row


def posting(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.+?)</script>', page)
    assert found is not None
    told: dict[str, Any] = json.loads(found[1])
    return told


def test_an_open_vacancy_is_told_to_search_engines_and_a_closed_one_no_more(
    client: FlaskClient, rows: Session
) -> None:
    row = add(
        rows,
        "缝纫工</script><b>",
        pay_period=PayPeriod.MONTH,
        pay_min_cents=600_000,
        pay_max_cents=800_000,
        schooling=Schooling.SENIOR,
        experience_months=12,
        occupation_code="6-05-01-03",
        certificates=["焊工证"],
        shift=Shift.TWO,
    )
    path = f"/vacancies/{row.id}"
    page = client.get(path).text
    told = posting(page)
    assert told["@type"] == "JobPosting"
    assert told["title"] == "缝纫工</script><b>"
    assert told["hiringOrganization"]["name"] == row.employer.name
    assert told["baseSalary"]["value"] == {
        "@type": "QuantitativeValue",
        "unitText": "MONTH",
        "minValue": 6000.0,
        "maxValue": 8000.0,
    }
    assert told["jobLocation"]["address"]["addressRegion"] == "江苏省"
    assert told["jobLocation"]["address"]["addressLocality"] == "苏州市吴江区"
    assert told["occupationalCategory"].startswith("6-05-01-03 ")
    assert told["educationRequirements"]["credentialCategory"] == "high school"
    assert told["experienceRequirements"]["monthsOfExperience"] == 12
    assert told["validThrough"] == f"{row.valid_until}T23:59:59+08:00"
    assert f'<link rel="canonical" href="http://localhost{path}">' in page
    row.status = VacancyStatus.CLOSED
    rows.commit()
    answer = client.get(path)
    assert answer.status_code == 410
    assert "ld+json" not in answer.text
    assert '<meta name="robots" content="noindex">' in answer.text


def test_pay_that_is_to_be_agreed_or_by_the_piece_is_not_made_up(
    client: FlaskClient, rows: Session
) -> None:
    nothing = {"monthly_min_cents": None, "monthly_max_cents": None}
    agreed = add(rows, "普工", is_negotiable=True, pay_text="面议", **nothing)
    piece = add(rows, "普工", pay_period=PayPeriod.PIECE, pay_min_cents=50)
    assert "baseSalary" not in posting(client.get(f"/vacancies/{agreed.id}").text)
    told = posting(client.get(f"/vacancies/{piece.id}").text)["baseSalary"]["value"]
    assert (told["unitText"], told["minValue"]) == ("MONTH", 6000.0)


def test_a_weeks_pay_is_told_as_a_weeks(client: FlaskClient, rows: Session) -> None:
    weekly = add(rows, "普工", pay_period=PayPeriod.WEEK, pay_min_cents=200_000)
    told = posting(client.get(f"/vacancies/{weekly.id}").text)["baseSalary"]["value"]
    assert (told["unitText"], told["minValue"]) == ("WEEK", 2000.0)


def test_a_closed_vacancy_offers_similar_ones_and_never_itself(
    client: FlaskClient, rows: Session
) -> None:
    closed = add(rows, "缝纫工", status=VacancyStatus.CLOSED)
    other = add(rows, "缝纫车工")
    again = add(rows, "缝纫工")
    for row, shown in ((closed, {other, again}), (again, {other})):
        similar = client.get(f"/vacancies/{row.id}").text.split("相似岗位")[1]
        found = set(re.findall(r'href="/vacancies/(\d+)"', similar))
        assert found == {str(each.id) for each in shown}


def test_a_feed_holds_the_newest_of_its_search_and_says_when_nothing_is_new(
    client: FlaskClient, rows: Session
) -> None:
    now = dt.datetime.now(dt.UTC)
    for days, title in ((3, "缝纫工"), (1, "缝纫\x0b车工"), (2, "会计")):
        add(rows, title, published_at=now - dt.timedelta(days=days))
    answer = client.get("/search.atom?q=缝纫 包住&sort=pay")
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    root = ET.fromstring(answer.data)
    titles = [each.text for each in root.findall("a:entry/a:title", ATOM)]
    assert titles == ["缝纫车工", "缝纫工"]
    (address, *_rest) = [each.text for each in root.findall("a:entry/a:id", ATOM)]
    assert client.get(str(address)).status_code == 200
    assert root.findtext("a:updated", namespaces=ATOM)
    tag = answer.headers["ETag"]
    again = client.get(
        "/search.atom?q=缝纫 包住&sort=pay", headers={"If-None-Match": tag}
    )
    assert again.status_code == 304
    assert ET.fromstring(client.get("/search.atom?q=zz&place=411525").data) is not None


def test_a_browser_is_shown_a_feed_as_a_page_and_a_reader_gets_atom(
    client: FlaskClient, rows: Session
) -> None:
    row = add(rows, "缝纫工")
    address = "/search.atom?q=缝纫 包住"
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    reader = "application/atom+xml,application/xml;q=0.9,text/html;q=0.8,*/*;q=0.7"
    for _time in range(2):
        page = client.get(address, headers={"Accept": browser})
        assert page.mimetype == "text/html"
        assert f'href="/vacancies/{row.id}"' in page.text
        assert 'readonly value="http://localhost/search.atom?q=' in page.text
        for accept in (reader, "*/*", ""):
            atom = client.get(address, headers={"Accept": accept})
            assert atom.mimetype == "application/atom+xml"
            assert "Accept" in atom.headers["Vary"]
        assert "Accept" in page.headers["Vary"]


def test_feeds_are_listed_of_what_exists_alone(
    client: FlaskClient, rows: Session
) -> None:
    assert "search.atom?place" not in client.get("/feeds").text
    add(rows, "缝纫工", place_code="411525", occupation_code="6-05-01-03")
    page = client.get("/feeds").text
    links = re.findall(r'href="(/search\.atom\?[^"]+)"', page)
    assert links == [
        "/search.atom?place=411525",
        "/search.atom?occupation=6-05-01-00",
    ]
    for link in links:
        assert "缝纫工" in client.get(link).text


def test_a_sitemap_names_what_is_open_and_grows_into_an_index(
    client: FlaskClient, rows: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = [add(rows, "缝纫工"), add(rows, "会计")]
    add(rows, "保安", status=VacancyStatus.CLOSED)

    def addresses(path: str) -> list[str]:
        root = ET.fromstring(client.get(path).data)
        return [str(each.text) for each in root.findall("*/m:loc", MAP)]

    vacancies = [f"http://localhost/vacancies/{row.id}" for row in shown]
    assert addresses("/sitemap.xml")[-2:] == vacancies
    assert "http://localhost/search?place=320509" not in addresses("/sitemap.xml")
    monkeypatch.setattr(feeds, "IN_A_SITEMAP", 1)
    parts = addresses("/sitemap.xml")
    assert len(parts) == 3
    assert [addresses(each.removeprefix("http://localhost")) for each in parts[1:]] == [
        [each] for each in vacancies
    ]
    assert client.get("/sitemap-9.xml").status_code == 404
    robots = client.get("/robots.txt").text
    assert "Disallow: /me/" in robots
    assert "Sitemap: http://localhost/sitemap.xml" in robots


def test_only_plain_searches_are_for_search_engines(client: FlaskClient) -> None:
    for path, is_shown in (
        ("/search", True),
        ("/search?place=320509103", True),
        ("/search?place=320509103&lodging=1", False),
        ("/search?q=缝纫", False),
    ):
        assert ('name="robots"' not in client.get(path).text) is is_shown


def test_the_code_of_a_vacancy_is_a_picture_by_itself(client: FlaskClient) -> None:
    answer = client.get("/vacancies/1/code.svg")
    assert answer.mimetype == "image/svg+xml"
    assert ET.fromstring(answer.data).tag == "{http://www.w3.org/2000/svg}svg"
