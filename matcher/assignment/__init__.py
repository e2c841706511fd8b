"""All seekers and all vacancies at once: who is placed where, and what lists help."""
