"""Judged sets that were made for this project."""
