"""Whether an advert pays by the piece."""

from __future__ import annotations

import pytest

from matcher.piecework import is_piecework


@pytest.mark.parametrize(
    "text",
    [
        *(
            "计件",
            "计件工资，多劳多得",
            "保底4500元/月+計件",
            "工资按件算",
            "3元/件，计件",
        ),
        "piece work, paid weekly",
    ],
)
def test_an_advert_that_pays_by_the_piece_is_told(text: str) -> None:
    assert is_piecework("缝纫工", text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "6000元/月", "25元/时", "不计件，固定工资", "非计件"),
        # Who chooses is not bound to pieces.
        *("计时或计件", "计件、计时可选"),
        *("对条件优秀者奖励", "统计件数", "500件起订", "搬运包件"),
    ],
)
def test_other_adverts_are_not(text: str) -> None:
    assert not is_piecework("缝纫工", text)
