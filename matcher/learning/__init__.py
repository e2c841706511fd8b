"""Learning a ranker from what became of the vacancies that were shown."""
