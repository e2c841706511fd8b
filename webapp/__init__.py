"""The web service: the only package that knows all the others."""
