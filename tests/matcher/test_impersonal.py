"""What a person is does not reach the encoder; what they can do does."""

from __future__ import annotations

import timeit
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.impersonal import impersonal
from matcher.passages import seeker_wordings
from tests.matcher.persons import (
    ENGLISH,
    JOBS,
    PAIRS,
    PREFIXES,
    SUFFIXES,
    TELLING,
    TOLD,
    WISHES,
    WITH_AND_WITHOUT,
    WITHIN,
    WORK,
    WORK_LINES,
)  # fmt: skip
from tests.matcher.profiles import seeker

PERSONAL = (
    "女", "男性", "28岁", "今年三十五岁", "45周岁左右", "女28岁", "90后",
    "1988年出生", "已婚", "未婚未育", "离异", "单身", "汉族", "回族", "土家族",
    "民族：苗族", "性别：女", "河南人", "我是贵州人", "河南信阳人", "固始县人",
    "老家固始", "籍贯河南", "户口在农村", "农村户口", "有小孩",
)  # fmt: skip


# Searches of the judged set that name a person, and what is ranked of them.
NAMING = {
    "食堂做饭阿姨": "食堂做饭",
    "打扫卫生的阿姨": "打扫卫生的",
    "小区物业保洁 50多岁": "小区物业保洁",
    "保安 年纪大一点能做": "保安 能做",
    "56岁还能干啥": "还能干啥",
}
QUERIES = Path(__file__).parents[2] / "bench" / "data" / "adverts" / "queries.tsv"
JUDGED = [
    line.split("\t")[1] for line in QUERIES.read_text("utf-8").splitlines()[1:] if line
]


@pytest.mark.parametrize("personal", PERSONAL)
@pytest.mark.parametrize("pattern", ["{}，会平车", "会平车，{}", "会平车 {}"])
def test_what_a_person_is_is_left_out(personal: str, pattern: str) -> None:
    left = impersonal(pattern.format(personal))
    assert left == "会平车"


@pytest.mark.parametrize("personal", PERSONAL)
def test_the_same_work_is_encoded_whoever_writes_it(personal: str) -> None:
    plain = seeker_wordings(seeker(skills="会平车、拷边"))
    told = seeker_wordings(seeker(skills=f"会平车、拷边，{personal}"))
    assert told == plain


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("女普工", "普工"),
        ("28岁缝纫工", "缝纫工"),
        ("缝纫工（女）", "缝纫工"),
        ("男装缝制", "男装缝制"),
        ("女鞋车间", "女鞋车间"),
        ("回族餐厅厨师", "回族餐厅厨师"),
        ("5年缝纫经验", "5年缝纫经验"),
        ("男科护士", "男科护士"),
        ("负责人", "负责人"),
        ("工人", "工人"),
        ("机器人操作", "机器人操作"),
        ("主持人", "主持人"),
        ("我是手艺人", "我是手艺人"),
        ("我是残疾人", "我是残疾人"),
        ("我们是三个人", "我们是三个人"),
        ("3D打印，2人小组", "3D打印，2人小组"),
        ("带过10岁儿童", "带过儿童"),
        ("", ""),
    ],
)
def test_work_stays(written: str, left: str) -> None:
    assert impersonal(written) == left


@pytest.mark.parametrize("personal", [each for told in TOLD.values() for each in told])
def test_what_people_say_of_themselves_leaves_the_work(personal: str) -> None:
    for pattern in ("{}，会平车", "会平车，{}", "会平车 {}", "{} 会平车"):
        assert impersonal(pattern.format(personal)) == "会平车"


@pytest.mark.parametrize("job", JOBS)
def test_a_job_is_the_same_whoever_wants_it(job: str) -> None:
    assert {each: impersonal(f"{each}{job}") for each in PREFIXES} == dict.fromkeys(
        PREFIXES, job
    )
    assert {each: impersonal(f"{job}{each}") for each in SUFFIXES} == dict.fromkeys(
        SUFFIXES, job
    )


@pytest.mark.parametrize("told", TELLING)
@pytest.mark.parametrize(("clause", "left"), WITHIN.items())
def test_a_person_is_left_out_inside_a_clause(
    told: str, clause: str, left: str
) -> None:
    assert impersonal(clause.format(told)) == left


@pytest.mark.parametrize(("wish", "left"), [*WISHES.items(), *ENGLISH.items()])
def test_of_a_wish_the_work_is_left(wish: str, left: str) -> None:
    assert impersonal(wish) == left


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_people_who_want_the_same_are_the_same(one: str, other: str) -> None:
    assert impersonal(one) == impersonal(other)


@pytest.mark.parametrize(("told", "plain"), WITH_AND_WITHOUT)
def test_a_line_with_a_person_is_the_line_without(told: str, plain: str) -> None:
    assert impersonal(told) == impersonal(plain)


@pytest.mark.parametrize("plain", [plain for _, plain in WITH_AND_WITHOUT])
def test_a_line_without_a_person_stays_to_the_letter(plain: str) -> None:
    assert impersonal(plain) == plain.rstrip(".")


@pytest.mark.parametrize("work", [*WORK, *WORK_LINES])
def test_work_that_looks_like_a_person_stays_to_the_letter(work: str) -> None:
    assert impersonal(work) == work


@pytest.mark.parametrize("query", JUDGED)
def test_no_judged_search_changes_but_where_it_names_a_person(query: str) -> None:
    assert impersonal(query) == NAMING.get(query, query)


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("孩子大了想找白班", "想找白班"),
        ("我婆婆帮我带孩子我能上夜班", "我能上夜班"),
        ("老人在家做饭的保姆", "在家做饭的保姆"),
        ("老婆饼烘焙", "老婆饼烘焙"),
        ("我哥在电子厂", ""),
        ("妈妈做过缝纫", "做过缝纫"),
        ("和老公一起进厂", "一起进厂"),
        ("跟老公来苏州想找保洁", "想找保洁"),
        ("嫁到江苏十年了想找缝盘工", "想找缝盘工"),
        ("嫁接果树", "嫁接果树"),
        ("My kids are in school so I prefer mornings", "I prefer mornings"),
        ("my husband drives and we want one factory", "we want one factory"),
        ("children with special needs teacher", "children with special needs teacher"),
    ],
)
def test_what_is_told_of_relatives_is_left_out(written: str, left: str) -> None:
    assert impersonal(written) == left


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("I am a female driver", "I am a driver"),
        ("I'm an elderly driver", "I'm a driver"),
        ("a 28-year-old engineer", "an engineer"),
        ("I am a woman looking for sewing work", "looking for sewing work"),
        ("I am 47 and I can sew", "I can sew"),
        ("cook with a licence, female, 35", "cook with a licence"),
        ("married, 12 years of experience", "12 years of experience"),
        ("I’m a woman, cook", "cook"),
    ],
)
def test_what_stands_around_an_english_person_is_kept_whole(
    written: str, left: str
) -> None:
    assert impersonal(written) == left


def test_he_and_she_are_one_word() -> None:
    assert impersonal("她会平车") == impersonal("他会平车") == "他会平车"


@pytest.mark.parametrize(
    "text", ["盛泽 女工 缝纫工 包住 八千以上 两班", "woman driver, night"]
)
def test_a_search_is_cleaned_in_no_time(text: str) -> None:
    impersonal(text)
    # The least of many, for a machine that does other things, too.
    assert min(timeit.repeat(lambda: impersonal(text), number=10, repeat=20)) < 0.003


@given(st.text(max_size=200))
def test_any_text_is_taken(text: str) -> None:
    assert len(impersonal(text)) <= len(text)
