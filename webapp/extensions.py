"""Flask extensions without an app; ``create_app`` binds them."""

from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_sqlalchemy_lite import SQLAlchemy
from flask_wtf import CSRFProtect

db: SQLAlchemy = SQLAlchemy()
babel: Babel = Babel()
csrf: CSRFProtect = CSRFProtect()
limiter: Limiter = Limiter(get_remote_address, storage_uri="memory://")
