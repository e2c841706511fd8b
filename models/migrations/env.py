"""
Run the migrations on the connection handed over.

``webapp.database.migrate`` puts it there: where the database is, is not a matter of
this package.
"""

from alembic import context

from models import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
