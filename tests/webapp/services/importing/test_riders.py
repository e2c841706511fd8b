from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from models import ImportKind, Party, PartyStatus, Rider, Seeker
from tests.factories.campaigns import make_campaign, make_site
from tests.factories.postings import make_employer
from tests.webapp.services.importing.conftest import Office, workbook
from webapp.services.importing import Outcome
from webapp.services.importing.fields import id_check_digit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models import Campaign

HEAD = ["姓名", "身份证号", "联系电话", "户籍地", "目的地企业", "同行", "状态"]


def id_number(serial: int) -> str:
    first = f"99900019900101{serial:03d}"
    return first + id_check_digit(first)


def row(serial: int, name: str = "示例甲", **cells: object) -> list[object]:
    given = {
        "id_number": id_number(serial),
        "phone": f"154{serial:08d}",
        "pickup": "河南固始",
        "employer": "示例纺织厂",
        "group": "",
        "state": "",
        **cells,
    }
    return [name, *given.values()]


@pytest.fixture
def campaign(office: Office) -> Campaign:
    employer = make_employer(office.session, name="吴江示例纺织厂")
    make_site(office.session, employer=employer)
    return make_campaign(office.session)


def roster(*rows: Sequence[object]) -> bytes:
    return workbook(HEAD, *rows)


def test_people_of_a_group_are_a_party_and_others_travel_alone(
    office: Office, campaign: Campaign
) -> None:
    content = roster(row(1, group="1组"), row(2, group="1组"), row(3))
    office.apply(ImportKind.RIDERS, content, campaign_id=campaign.id)
    parties = office.session.scalars(select(Party).order_by(Party.size)).all()
    called = [(party.size, party.label) for party in parties]
    assert called == [(1, "散客2"), (2, "1组")]
    assert {party.pickup_place_code for party in parties} == {"411525"}


def test_who_sent_a_file_knows_each_row_again_though_no_number_is_shown(
    office: Office, campaign: Campaign
) -> None:
    content = roster(row(1, "示例王秀英", group="1组"), row(2, pickup="哪里" * 3000))
    shown, far = office.preview(
        ImportKind.RIDERS, content, campaign_id=campaign.id
    ).rows
    assert shown.label == "示****"
    assert shown.written == (
        "示例王秀英",
        "154****0001",
        "河南固始",
        "示例纺织厂",
        "1组",
    )
    assert far.outcome is Outcome.REFUSED
    assert far.written[2] == "哪里" * 30


def test_importing_twice_adds_nobody(office: Office, campaign: Campaign) -> None:
    content = roster(row(1, group="1组"), row(2, group="1组"))
    office.apply(ImportKind.RIDERS, content, campaign_id=campaign.id)
    again = office.apply(ImportKind.RIDERS, content, campaign_id=campaign.id)
    assert (again.added, again.unchanged) == (0, 2)
    assert office.session.scalars(select(Party)).one().size == 2


def test_the_telephone_state_is_taken_over(office: Office, campaign: Campaign) -> None:
    content = roster(row(1))
    office.apply(ImportKind.RIDERS, content, campaign_id=campaign.id)
    confirmed = roster(row(1, state="已确认"))
    shown = office.preview(ImportKind.RIDERS, confirmed, campaign_id=campaign.id)
    assert shown.rows[0].outcome is Outcome.CHANGED
    office.apply(ImportKind.RIDERS, confirmed, campaign_id=campaign.id)
    assert office.session.scalars(select(Party)).one().status is PartyStatus.CONFIRMED


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"id_number": 410000199001011203}, "stored as a number"),
        ({"pickup": "鼓楼区"}, "several places"),
        ({"pickup": "不知何处"}, "no place we know"),
        ({"pickup": ""}, "上车地点 is empty"),
        ({"employer": "示例纺织"}, None),
        ({"employer": "某某重工"}, "no employer"),
        ({"id_number": "", "phone": ""}, "nobody could be called"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(
    office: Office, campaign: Campaign, cells: dict[str, object], sentence: str | None
) -> None:
    content = roster(row(1, **cells))
    [shown] = office.preview(ImportKind.RIDERS, content, campaign_id=campaign.id).rows
    told = " ".join(map(str, shown.messages))
    assert (sentence is None and not told) or (sentence and sentence in told)


def test_a_group_goes_one_way(office: Office, campaign: Campaign) -> None:
    content = roster(row(1, group="1组"), row(2, group="1组", pickup="潢川县"))
    rows = office.preview(ImportKind.RIDERS, content, campaign_id=campaign.id).rows
    assert "other places in row 2" in str(rows[1].messages[0])


@pytest.mark.parametrize("name", ["𠮷野㛃", "阿卜杜拉·买买提", "O'Neil Jr.", "李"])
def test_no_name_is_refused(office: Office, campaign: Campaign, name: str) -> None:
    content = roster(row(1, name=name))
    office.apply(ImportKind.RIDERS, content, campaign_id=campaign.id)
    assert office.session.scalars(select(Rider)).one().name == name


def test_a_seeker_is_the_same_by_id_number_whatever_the_telephone(
    office: Office,
) -> None:
    head = ["姓名", "身份证号", "电话", "户籍地", "求职意向", "期望薪资"]
    first = workbook(head, ["示例乙", id_number(9), "15400000009", "贵州毕节赫章",
                            "缝纫工", "6000以上"])  # fmt: skip
    office.apply(ImportKind.SEEKERS, first)
    other = workbook(head, ["示例乙", id_number(9), "15400000010", "贵州毕节赫章",
                            "缝纫工", "6000以上"])  # fmt: skip
    batch = office.apply(ImportKind.SEEKERS, other)
    seeker = office.session.scalars(select(Seeker)).one()
    assert (batch.changed, seeker.phone) == (1, "15400000010")
    assert (seeker.home_place_code, seeker.wanted_monthly_cents) == ("520527", 600000)


def test_a_row_is_for_a_day_of_the_campaign_or_says_which_there_are(
    office: Office, campaign: Campaign
) -> None:
    campaign.last_date = campaign.first_date + dt.timedelta(days=6)
    day = campaign.first_date + dt.timedelta(days=2)
    head = [*HEAD, "日期"]

    def rows(*dates: object) -> bytes:
        groups = ("1组", "1组", "1组", "", "")
        lines = zip(groups, dates, strict=True)
        return workbook(
            head,
            *([*row(n, group=g), d] for n, (g, d) in enumerate(lines, start=1)),
        )

    shown = office.preview(
        ImportKind.RIDERS,
        rows(day, "", day + dt.timedelta(days=1), campaign.first_date, "2027-03-20"),
        campaign_id=campaign.id,
    )
    refused = [r for r in shown.rows if r.outcome is Outcome.REFUSED]
    assert [r.number for r in refused] == [4, 6]
    assert "row 2" in str(refused[0].messages[0])
    said = str(refused[1].messages[0])
    for date in ("2027-03-20", *map(str, campaign.days)):
        assert date in said

    dates = (day, "", "", campaign.first_date, "")
    office.apply(ImportKind.RIDERS, rows(*dates), campaign_id=campaign.id)
    parties = office.session.scalars(select(Party).order_by(Party.id)).all()
    assert [(party.size, party.days) for party in parties] == [
        (3, (day, day)),
        (1, (campaign.first_date,) * 2),
        (1, campaign.days),
    ]
    # The same people on another day: the party goes along.
    office.apply(
        ImportKind.RIDERS,
        rows(*[day + dt.timedelta(days=1)] * 3, *dates[3:]),
        campaign_id=campaign.id,
    )
    office.session.refresh(parties[0])
    assert parties[0].days == (day + dt.timedelta(days=1),) * 2


def test_a_row_may_ask_for_one_day_and_accept_others(
    office: Office, campaign: Campaign
) -> None:
    campaign.last_date = campaign.first_date + dt.timedelta(days=3)
    first, second, third, last = campaign.dates
    head = [*HEAD, "希望日期", "最早日期", "最晚日期"]

    def shown(*days: object) -> list[str]:
        content = workbook(head, [*row(1), *days])
        [seen] = office.preview(
            ImportKind.RIDERS, content, campaign_id=campaign.id
        ).rows
        return [str(message) for message in seen.messages]

    assert "lies before the first" in shown("", third, second)[0]
    assert "is not one from" in shown(last, "", third)[0]
    for days, stored in (
        ((second, first, third), (first, third, second)),
        ((second, "", ""), (second, second, None)),
        (("", third, ""), (third, last, None)),
    ):
        office.apply(
            ImportKind.RIDERS,
            workbook(head, [*row(1), *days]),
            campaign_id=campaign.id,
        )
        party = office.session.scalars(select(Party)).one()
        assert (*party.days, party.wanted_date) == stored


def test_a_child_needs_no_number_where_the_family_can_be_called(
    office: Office, campaign: Campaign
) -> None:
    nothing = {"id_number": "", "phone": ""}
    child = row(1, "示例小", group="1组", **nothing)
    family = (child, row(2, group="1组", id_number=""))
    seen = office.preview(
        ImportKind.RIDERS,
        roster(*family, row(3, "示例小", group="2组", **nothing)),
        campaign_id=campaign.id,
    ).rows
    assert [each.outcome for each in seen] == [
        Outcome.ADDED, Outcome.ADDED, Outcome.REFUSED,
    ]  # fmt: skip
    assert "somebody else of the group is called" in str(seen[0].messages[0])
    office.apply(ImportKind.RIDERS, roster(*family), campaign_id=campaign.id)
    # The next list knows the child again, also with an ID number by then.
    again = office.apply(ImportKind.RIDERS, roster(*family), campaign_id=campaign.id)
    assert (again.added, again.changed) == (0, 0)
    named = row(1, "示例小", group="1组", phone="")
    later = office.apply(ImportKind.RIDERS, roster(named), campaign_id=campaign.id)
    assert (later.added, later.changed) == (0, 1)
    assert office.session.scalars(select(Party)).one().size == 2
