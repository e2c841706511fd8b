"""The running service, as the tests of pages have it, on each database."""

from tests.webapp.conftest import app, client, post, rows, sign_in

__all__ = ["app", "client", "post", "rows", "sign_in"]
