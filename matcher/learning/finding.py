"""What the guard found, in a word; for pages, which load no scikit-learn."""

from enum import StrEnum
from typing import Final

# Fewer outcomes, or vacancies, teach nothing that could be checked.
LEAST_OUTCOMES: Final = 500
LEAST_VACANCIES: Final = 20


class Finding(StrEnum):
    """Why a ranker goes live, or does not."""

    BETTER = "better"
    MAYBE_WORSE = "maybe_worse"
    NOT_SURE = "not_sure"
    TOO_FEW = "too_few"
