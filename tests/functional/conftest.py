"""The running service, as the tests of pages have it, on each database."""

from tests.webapp.conftest import app, client, kept_app, post, rows, sign_in

__all__ = ["app", "client", "kept_app", "post", "rows", "sign_in"]
