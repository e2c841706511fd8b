"""What a person has learnt, done and holds, and when they can begin."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from matcher.types import Schooling
from tests.matcher.persons import ENGLISH, JOBS, PREFIXES, SUFFIXES, TOLD, WISHES
from tests.matcher.query.reader import read

ANY, PRIMARY, JUNIOR, SENIOR, COLLEGE, BACHELOR, MASTER = Schooling


@pytest.mark.parametrize(
    ("text", "schooling"),
    [
        ("小学文化", PRIMARY),
        ("初中文化", JUNIOR),
        ("中专学历", SENIOR),
        ("high school graduate", SENIOR),
        ("大专以上", COLLEGE),
        ("college degree", COLLEGE),
        ("大学本科", BACHELOR),
        ("bachelor's degree", BACHELOR),
        ("硕士研究生", MASTER),
        ("初中没毕业", PRIMARY),
        ("高中没读完", JUNIOR),
        ("高二辍学", JUNIOR),
        ("读到初三 没拿到毕业证", PRIMARY),
        ("研究生在读", BACHELOR),
        ("念过两年初中 没念完", PRIMARY),
        ("never finished high school", JUNIOR),
        ("some college", SENIOR),
        ("I didn't finish university", COLLEGE),
        ("did not complete my bachelor's degree", COLLEGE),
        ("dropped out of university", COLLEGE),
        ("left university after two years", COLLEGE),
        ("university dropout", COLLEGE),
        ("quit high school", JUNIOR),
        ("university canteen", None),
        ("near the university", None),
        ("职业技术学院毕业", COLLEGE),
        ("书读得不多", ANY),
        ("no formal education", ANY),
        ("给小学生做饭", None),
        ("卫校毕业", SENIOR),
        ("初三毕业", JUNIOR),
        ("学历不限", ANY),
        ("不识字", ANY),
        ("学历无所谓", ANY),
        ("唔要學歷", ANY),
        ("學歷唔限", ANY),
        ("大学刚毕业", BACHELOR),
        ("小学老师", None),
        ("孩子读小学", None),
        ("大学食堂", None),
        ("high school teacher", None),
        ("没得文凭", ANY),
        ("冇讀過書", ANY),
        ("bu yao xueli", ANY),
        ("I never finish school", ANY),
        ("degree not required", ANY),
        ("chem degree (BSc)", BACHELOR),
        ("poly diploma", COLLEGE),
        ("30 degree", None),
    ],
)
def test_schooling(text: str, schooling: Schooling | None) -> None:
    assert read(f"{text} 文员").schooling is schooling


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("做过3年注塑", 36),
        ("电焊8年", 96),
        ("一年半仓库经验", 18),
        ("半年流水线经验", 6),
        ("3个月电子厂经验", 3),
        ("干了二十多年木工", 240),
        ("有两三年经验", 24),
        ("3-5年经验", 36),
        ("十年老电工", 120),
        ("5 years of experience", 60),
        ("half a year of experience", 6),
        ("没经验", 0),
        ("没开过叉车", 0),
        ("8年平车", 96),
        ("两年缝纫", 24),
        ("头一回出来打工", 0),
        ("没干过能学的", 0),
        ("零基础", 0),
        ("没技术", 0),
        ("8000一个月 木工", None),
        ("no experience", 0),
        ("一年合同", None),
        ("想做三年", None),
        ("2027年毕业", None),
        ("25年毕业", None),
        ("年薪15万 一年", None),
        ("毕业三年", None),
        ("熟练工", None),
        ("没上过夜班", None),
        ("没得经验", 0),
        ("莫得技术", 0),
        ("no exp", 0),
        ("zero experience", 0),
        ("油漆工 18年", 216),
        ("瓦工 25年 高血压没有", 300),
        ("18年毕业的大专 焊工", None),
        ("焊工 18年毕业", None),
        ("15 years' experience", 180),
        ("4 to 6 years' exp", 48),
        ("2 and a half years", 30),
        ("Exp: 6y.", 72),
        ("liang nian jingyan", 24),
        ("做咗八年车位", 96),
        ("eight thousand a month welder", None),
        ("3-year college diploma", None),
        ("开了十五年货柜车", 180),
    ],
)
def test_experience(text: str, months: int | None) -> None:
    assert read(text).experience_months == months


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("有叉车证", ["叉车证"]),
        ("焊工操作证书", ["焊工证"]),
        ("焊工证叉车证都有", ["焊工证", "叉车证"]),
        ("会开叉车有证", ["叉车证"]),
        ("持证电焊工", ["焊工证"]),
        ("有西点证", ["西点证"]),
        ("大学英语四级", ["英语四级"]),
        ("welding certificate", ["焊工证"]),
        ("welder with certificate", ["焊工证"]),
        ("A1照", ["A1"]),
        ("驾驶证c1", ["C1"]),
        ("司机 A2", ["A2"]),
        ("A1B1驾照", ["A1", "B1"]),
        ("有驾照", ["驾照"]),
        ("N1 叉车", ["叉车证"]),
        ("叉车N1", ["叉车证"]),
        ("N1叉车证", ["叉车证"]),
        ("有N1证 叉车司机", ["叉车证"]),
        ("日语N1 翻译", ["日语N1"]),
        ("外贸 N1", ["日语N1"]),
        ("日企叉车采购 日语N1", ["日语N1"]),
        ("没有健康证", []),
        ("想考叉车证", []),
        ("I don't have a welding certificate", []),
        ("身份证丢了", []),
        ("有毕业证", []),
        ("保证工资", []),
        ("德语B2", []),
        ("with TEFL", ["TEFL"]),
        ("IELTS 7", ["IELTS"]),
        ("會計 有初級證", ["初级会计证"]),
        ("电工 有高级证 5年", ["高级电工证"]),
        ("会计 中级证", ["中级会计证"]),
        ("初级证 会计", ["初级会计证"]),
        ("会计 没有初级证", []),
        ("消防中控证四级", ["消防中控证"]),
        ("消防中控证 四级", ["消防中控证"]),
        ("养老护理员证四级", ["养老护理员证"]),
        ("保育员四级", []),
        ("四级电工证", ["电工证"]),
        ("文员 会计证 四级", ["会计证", "英语四级"]),
        ("消防中控证 英语四级", ["消防中控证", "英语四级"]),
        ("过了四级 文员", ["英语四级"]),
        ("car licence", ["驾照"]),
        ("Electrician. Licence: yes.", ["电工证"]),
        ("识开叉车，有牌", ["叉车证"]),
        ("架子工 有证", ["架子工证"]),
        ("yuesao certificate", ["月嫂证"]),
        ("a4纸", []),
    ],
)
def test_certificates(text: str, names: list[str]) -> None:
    assert list(read(text).certificates) == names


@pytest.mark.parametrize("text", ["没证 烧电焊", "无证焊工", "不要证的"])
def test_who_has_no_certificate_says_so(text: str) -> None:
    assert read(text).has_no_certificate


@pytest.mark.parametrize(
    "text", ["没有健康证", "焊工", "有没有证都行", "没证 有叉车证"]
)
def test_a_certificate_that_is_lacking_is_not_all(text: str) -> None:
    assert not read(text).has_no_certificate


@pytest.mark.parametrize(
    ("text", "now"),
    [
        ("随时到岗", True),
        ("明天就能来", True),
        ("立刻上岗", True),
        ("急急急", True),
        ("start immediately", True),
        ("明儿就能上", True),
        ("即刻返得工", True),
        ("need work tomorrow", True),
        ("can begin this week", True),
        ("jintian jiu neng shangban", True),
        ("今晚就能住进去", True),
        ("急找工作", True),
        ("不急", False),
        ("急诊护士", False),
        ("加急件打包", False),
        ("下周一上班", False),
        ("马上毕业", False),
        ("现在招人吗", False),
    ],
)
def test_who_must_begin_at_once(text: str, now: bool) -> None:
    assert read(text).starts_now is now


# What tells of the home may be read as where a coach must start, and nothing else.
SAID = ("text", "spans", "rest")


@pytest.mark.parametrize(
    ("told", "may_be_home"),
    [(each, kind == "home") for kind, told in TOLD.items() for each in told],
)
def test_what_a_person_is_changes_nothing_of_a_search(
    told: str, may_be_home: bool
) -> None:
    plain = asdict(read("缝纫工"))
    left_out = (*SAID, "origin", "places", "choice") if may_be_home else SAID
    for text in (f"{told} 缝纫工", f"缝纫工，{told}"):
        said = asdict(read(text))
        assert {key: said[key] for key in said if key not in left_out} == {
            key: plain[key] for key in plain if key not in left_out
        }


@pytest.mark.parametrize("job", JOBS)
def test_a_search_for_a_job_ranks_the_same_whoever_types_it(job: str) -> None:
    typed = [f"{each}{job}" for each in PREFIXES] + [
        f"{job}{each}" for each in SUFFIXES
    ]
    assert {read(text).wording for text in typed} == {read(job).wording}


@pytest.mark.parametrize(("wish", "work"), [*WISHES.items(), *ENGLISH.items()])
def test_a_search_ranks_by_the_work_alone(wish: str, work: str) -> None:
    assert read(wish).wording == read(work).wording


def test_a_person_beyond_what_is_read_is_left_out_too() -> None:
    long = "缝纫工 " * 200
    assert read(f"{long}女 45岁").wording == read(long).wording


def test_a_trade_that_is_called_like_a_person_is_found_by_that_name_alone() -> None:
    assert read("阿姨").wording == "家政保姆"
    assert read("食堂阿姨").wording == "食堂"
    assert read("大叔").wording == ""
