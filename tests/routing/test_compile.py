from __future__ import annotations

import logging

from routing.compile import main


def test_compiling_says_how_long_it_took(caplog):
    with caplog.at_level(logging.INFO):
        main()

    assert "Compiled the planner in" in caplog.text
