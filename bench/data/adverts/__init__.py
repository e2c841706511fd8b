"""Made-up adverts, queries as seekers type them, and how well they fit."""
