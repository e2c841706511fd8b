"""
Every operation of the document answers as it says: to what is right, to nonsense, to
who may not, and about what there is not.

What is sent is the document's own example, with the ids and days of the rows.
"""

from __future__ import annotations

import copy
import datetime as dt
import io
import itertools
import re
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR
from sqlalchemy import select

from models import (
    CampaignStatus,
    Channel,
    Employer,
    OutboxMessage,
    PaperKind,
    PlanStatus,
    Scope,
)
from tests.factories.campaigns import (
    make_campaign,
    make_driven_trip,
    make_party,
    make_plan,
)
from tests.factories.riding import make_published_trip
from tests.test_docs import ROOT
from tests.webapp.api.world import SOON, make_world
from tests.webapp.conftest import PASSWORD
from tests.webapp.services.cvs.files import word
from webapp.api.openapi import document
from webapp.api.operations import OPERATIONS
from webapp.collaborators import collaborators
from webapp.employer.company import paper_folder
from webapp.problems import KINDS, MIMETYPE
from webapp.security.permissions import TABLE, read_table
from webapp.services import api_keys, contacts, papers, publishing, uploads
from webapp.services.credit_codes import check_letter
from webapp.services.rules import LOCAL_TIME
from webapp.services.seats import take_seats

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from tests.webapp.api.world import World
    from webapp.api.operations import Operation

NOTHING = 2**31 - 1
PDF = b"%PDF-1.4 example"
ROSTER = (
    "姓名,电话,身份证号,上车地点,目的地企业,分组\n示例甲,13800000001,,河南固始,,A\n"
).encode()
POSTINGS = (
    "岗位,人数,薪资,工作地点,岗位要求\n"
    "缝纫工,5,6-8千,吴江区盛泽镇,平车缝制，两班倒，包住。\n"
).encode()
# Never an error of ours.
FINE = set(range(200, 500))
STRANGE = (
    "<b onclick=x>甲</b>' OR 1=1 --\"😀", "\0", "\ud800", "x" * 100_000, "", "9" * 30,
    -1, 2**63, 1e308, True, None, [], {}, [[]], [{"a": [None]}],
)  # fmt: skip
SERIAL = itertools.count(1)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """SQLite alone: the services are tested on both, ``test_fuzz`` is on the other."""
    return sqlite_url


def today() -> dt.date:
    return dt.datetime.now(LOCAL_TIME).date()


def test_the_document_is_a_valid_one(client: FlaskClient) -> None:
    told = client.get("/api/v1/openapi.json").json
    OPENAPI_31_VALIDATOR.validate(told)
    names = [each.name for each in OPERATIONS]
    assert len(set(names)) == len(names)
    for path, methods in told["paths"].items():
        for method, each in methods.items():
            where = f"{method} {path}"
            assert each["description"].endswith("."), where
            for content in each.get("requestBody", {}).get("content", {}).values():
                if "$ref" in content["schema"]:
                    _validator(content["schema"]).validate(content["example"])


def test_each_kind_of_problem_and_each_page_of_seekers_and_employers_is_told() -> None:
    told = (ROOT / "docs/api.md").read_text()
    pages = [
        endpoint
        for endpoint in read_table(TABLE.read_text())
        if endpoint.partition(".")[0] in ("public", "seeker", "employer")
    ]
    names = [each.name for each in OPERATIONS]
    assert [word for word in [*KINDS, *pages, *names] if f"`{word}`" not in told] == []


def test_every_operation_answers_as_the_document_says(
    app: Flask, rows: Session
) -> None:
    wrong = []
    world = make_world(rows)
    for before, one in itertools.pairwise([OPERATIONS[0], *OPERATIONS]):
        if before.method != "GET" or before.name in PREPARE:
            rows.expunge_all()
            world = make_world(rows)
        if one.name in PREPARE:
            with app.app_context():
                PREPARE[one.name](rows, world)
            rows.commit()
        for asked in (_nonsense, _without_rights, _unknown, _good, _strange):
            for sent, expected in asked(one, world):
                told = _told(one, app.test_client().open(**sent), expected)
                if told:
                    wrong.append(f"{asked.__name__} {one.method} {one.path}: {told}")
    assert not wrong, "\n".join(wrong)


def _told(one: Operation, answer: Any, expected: set[int]) -> str:
    """Return what is wrong with an answer; "" when nothing is."""
    path = "/api/v1" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", one.path)
    known = document()["paths"][path][one.method.lower()]["responses"]
    if answer.status_code not in expected or str(answer.status_code) not in known:
        return f"{answer.status_code} {answer.text[:300]}"
    content = known[str(answer.status_code)].get("content")
    if content is None:
        return "" if not answer.data else "has a body"
    if answer.mimetype not in content:
        return f"is {answer.mimetype}"
    if answer.mimetype == MIMETYPE:
        if answer.json["kind"] not in one.all_kinds():
            return f"kind {answer.json['kind']}"
        if not (answer.json["title"] and answer.json["detail"]):
            return "says nothing"
    if answer.mimetype.endswith("json"):
        found = list(
            _validator(content[answer.mimetype]["schema"]).iter_errors(answer.json)
        )
        return "; ".join(each.message for each in found)
    return "" if answer.data else "is empty"


def _validator(schema: dict[str, Any]) -> Any:
    whole = {**schema, "components": document()["components"]}
    return jsonschema_rs.Draft202012Validator(whole)


def _good(one: Operation, world: World) -> Any:
    yield _request(one, world), {int(one.status) if one.answer or one.media else 204}


def _nonsense(one: Operation, world: World) -> Any:
    if one.body is not None and not one.upload:
        for body in ([], {"nonsense": [1]}):
            yield {**_request(one, world), "json": body}, {422}
    if one.upload:
        sent = _request(one, world)
        yield {**sent, "data": {}}, {422}
    if one.query is not None:
        yield {**_request(one, world), "query_string": {"nonsense": "1"}}, {422}


def _strange(one: Operation, world: World) -> Any:
    """In each field of the example, one after the other, what nobody would write."""
    if one.body is not None and not one.upload:
        sent = _request(one, world)
        for name, strange in itertools.product(sent["json"], STRANGE):
            yield {**sent, "json": {**sent["json"], name: strange}}, FINE


def _without_rights(one: Operation, world: World) -> Any:
    if one.is_public:
        return
    yield _request(one, world, bearer=""), {401}
    yield _request(one, world, bearer="nobody"), {401}
    if not one.any_key:
        yield _request(one, world, bearer=world.key), {403}
    if one.path.startswith("/employer"):
        yield _request(one, world, bearer=world.seeker), {403}
    elif one.tag not in ("Account",):
        yield _request(one, world, bearer=world.boss), {403}


def _unknown(one: Operation, world: World) -> Any:
    for kind, name in re.findall(r"<(?:(\w+):)?(\w+)>", one.path):
        sent = _request(one, world, **{name: NOTHING if kind == "int" else "x" * 32})
        yield sent, {404} if kind == "int" else {404, 410}


def _request(
    one: Operation, world: World, *, bearer: str | None = None, **ids: Any
) -> dict[str, Any]:
    given = {
        **PATHS.get(one.name, {}),
    }

    def value(match: re.Match[str]) -> str:
        name = match[2]
        if name in ids:
            return str(ids[name])
        return str(world.id_of(given.get(name, name)))

    if bearer is None:
        bearer = _bearer(one, world)
    sent: dict[str, Any] = {
        "method": one.method,
        "path": "/api/v1" + re.sub(r"<(?:(\w+):)?(\w+)>", value, one.path),
        "headers": {"Authorization": f"Bearer {bearer}"} if bearer else {},
        "query_string": QUERIES.get(one.name, lambda _w: {})(world),
    }
    if one.upload:
        name, content = FILES[one.name]
        sent["data"] = {"file": (io.BytesIO(content()), name), "kind": "licence"}
    elif one.body is not None:
        sent["json"] = _body(one, world)
    return sent


def _bearer(one: Operation, world: World) -> str:
    if one.is_public:
        return ""
    if one.name in KEYS:
        return KEYS[one.name](world)
    return world.boss if one.path.startswith("/employer") else world.seeker


def _body(one: Operation, world: World) -> dict[str, Any]:
    examples = one.body.model_json_schema()["examples"] if one.body else [{}]
    body: dict[str, Any] = copy.deepcopy(examples[0])
    row = world.rows.get(_subject(one), None)
    for name in body:
        if name == "changed_at" and row is not None:
            body[name] = row.updated_at.isoformat()
        elif name == "valid_until":
            body[name] = (today() + SOON).isoformat()
        elif name in ("site_id", "campaign_id", "vacancy_id"):
            body[name] = world.id_of(name)
        elif name == "present":
            body[name] = PASSWORD
    return body | BODIES.get(one.name, lambda _w: {})(world)


def _subject(one: Operation) -> str:
    names = re.findall(r"<int:(\w+)>", one.path)
    return PATHS.get(one.name, {}).get(names[0], names[0]) if names else ""


def _add_paper(rows: Session, world: World) -> None:
    boss = world.rows["boss"]
    world.rows["paper_id"] = papers.send(
        rows, paper_folder(), rows.get_one(Employer, boss.employer_id), PDF,
        kind=PaperKind.LICENCE, name="a.pdf", account_id=boss.id,
        now=dt.datetime.now(dt.UTC),
    )  # fmt: skip


def _keep(
    rows: Session, world: World, content: bytes, kind: str, whose: str, **values: Any
) -> None:
    kept = uploads.keep(
        collaborators().settings.var_dir / "uploads", content, kind=kind,
        account_id=world.rows[whose].id, now=dt.datetime.now(dt.UTC), **values,
    )  # fmt: skip
    world.rows["token"] = kept.token


def _keep_cv(rows: Session, world: World) -> None:
    _keep(rows, world, "求职意向：缝纫工".encode(), "cv", "worker", name="")


def _keep_sheet(rows: Session, world: World) -> None:
    _keep(rows, world, POSTINGS, "vacancies", "boss", name="a.csv")


def _keep_roster(rows: Session, world: World) -> None:
    _keep(
        rows, world, ROSTER, "riders", "boss", name="a.csv",
        campaign_id=world.rows["campaign_id"].id,
    )  # fmt: skip


def _no_ride(rows: Session, world: World) -> None:
    world.rows["ride_id"].cancelled_at = dt.datetime.now(dt.UTC)


def _seated(rows: Session, world: World) -> None:
    """Let the party of the roster sit in a coach that has left."""
    now = dt.datetime.now(dt.UTC)
    campaign = make_campaign(
        rows, status=CampaignStatus.PUBLISHED, first_date=now.date()
    )
    site = world.rows["site_id"]
    trip = make_published_trip(
        rows, campaign=campaign, site=site, departs_at=now - dt.timedelta(hours=1)
    )
    party = make_party(rows, campaign, site=site)
    take_seats(rows, trip, party)
    world.rows |= {"party_id": party, "campaign_id": campaign}


def _published(rows: Session, world: World) -> None:
    """Publish a coach to the company's gate."""
    now = dt.datetime.now(dt.UTC)
    plan = make_plan(
        rows, make_campaign(rows), is_chosen=True, status=PlanStatus.DONE,
        finished_at=now,
    )  # fmt: skip
    trip = make_driven_trip(rows, plan=plan)
    rows.refresh(plan, ["trips"])
    for stop in trip.stops:
        if stop.site is not None:
            stop.site.employer_id = world.rows["boss"].employer_id
    rows.flush()
    publishing.publish(rows, plan, account_id=None, now=now)
    world.rows["campaign_id"] = plan.campaign


def _own_key(rows: Session, world: World) -> None:
    _key, world.rows["text"] = api_keys.make_key(
        rows, world.rows["boss"], "二", [Scope.STATISTICS], now=dt.datetime.now(dt.UTC)
    )


def _ask_code(rows: Session, world: World) -> None:
    contacts.choose(
        rows, world.rows["worker"].id, Channel.SMS, "13800001234", language=None,
        now=dt.datetime.now(dt.UTC),
    )  # fmt: skip
    (text,) = rows.scalars(
        select(OutboxMessage.text).order_by(OutboxMessage.id.desc()).limit(1)
    )
    world.rows["code"] = re.findall(r"\d{6}", text)[0]


# What an operation needs besides the world.
PREPARE: dict[str, Callable[[Session, World], None]] = {
    "cv_proposals": _keep_cv,
    "take_cv": _keep_cv,
    "read_sheet": _keep_sheet,
    "take_sheet": _keep_sheet,
    "discard_sheet": _keep_sheet,
    "read_roster": _keep_roster,
    "take_roster": _keep_roster,
    "discard_roster": _keep_roster,
    "read_paper": _add_paper,
    "remove_paper": _add_paper,
    "erase_account": _no_ride,
    "check_off_person": _seated,
    "check_off_parties": _seated,
    "export_arrivals": _published,
    "rotate_own_key": _own_key,
    "confirm_contact": _ask_code,
}
# Which row a parameter stands for, where its name does not say.
PATHS: dict[str, dict[str, str]] = {
    "submit_posting": {"vacancy_id": "draft"},
    "apply": {"vacancy_id": "open"},
    "open_match": {"vacancy_id": "open"},
    "invite_candidate": {"vacancy_id": "open"},
}
QUERIES: dict[str, Callable[[World], dict[str, Any]]] = {
    "find_places": lambda _w: {"q": "固始"},
    "suggest_occupations": lambda _w: {"title": "缝纫工"},
    "find_stops": lambda w: {"site_id": w.id_of("site_id"), "home": "河南固始"},
    "find_days": lambda w: {"site_id": w.id_of("site_id"), "home": "河南固始"},
    "search_vacancies": lambda _w: {"q": "缝纫工", "lodging": "1", "place": "320509"},
}
BODIES: dict[str, Callable[[World], dict[str, Any]]] = {
    "sign_in": lambda w: {"login": w.rows["worker"].login, "password": PASSWORD},
    "sign_up": lambda _w: {"phone": f"139{next(SERIAL):08d}"},
    "change_number": lambda _w: {"phone": f"137{next(SERIAL):08d}"},
    "register_company": lambda _w: {
        "name": f"吴江示例{next(SERIAL)}公司", "credit_code": _credit_code(),
        "login": f"shili{next(SERIAL)}",
    },
    "read_team_invitation": lambda w: {"token": w.rows["team_token"]},
    "join_company": lambda w: {
        "token": w.rows["team_token"], "login": f"tongshi{next(SERIAL)}",
    },
    "confirm_contact": lambda w: {"code": w.rows["code"]},
    "answer_applicants": lambda w: {
        "applicants": [
            {
                "id": w.id_of("application_id"),
                "changed_at": w.rows["application_id"].updated_at.isoformat(),
            }
        ]
    },
    "set_interview": lambda _w: {
        "starts_at": (dt.datetime.now(dt.UTC) + dt.timedelta(days=2)).isoformat()
    },
    "add_wording": lambda _w: {"name": f"{next(SERIAL)}"},
    "check_off_parties": lambda w: {"parties": [w.id_of("party_id")]},
    "save_search": lambda _w: {"address": f"q={next(SERIAL)}"},
}  # fmt: skip
KEYS: dict[str, Callable[[World], str]] = {
    "rotate_own_key": lambda w: w.rows["text"],
    "ask_ride": lambda w: w.rows["free"],
}
FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "read_cv": ("a.docx", word),
    "send_paper": ("a.pdf", lambda: PDF),
    "send_sheet": ("a.csv", lambda: POSTINGS),
    "send_roster": ("a.csv", lambda: ROSTER),
}


def _credit_code() -> str:
    body = f"91320509MA1{next(SERIAL):06d}"
    return body + check_letter(body)
