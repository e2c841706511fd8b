"""China's classification of occupations of 2022, and the codes of advert titles."""
