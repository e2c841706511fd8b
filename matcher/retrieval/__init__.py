"""Finding vacancies among very many: by meaning, by words, under exact conditions."""
