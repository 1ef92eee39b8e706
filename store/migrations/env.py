"""What Alembic runs: the migrations on the connection that `store.database` hands over."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlmodel import AutoString, SQLModel

from store import models


def _plain(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Our own column types by their SQL type, so that an old migration does not depend on today's models."""
    if kind == "type" and isinstance(item, models.Utc):
        return "sa.DateTime()"
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    render_item=_plain,
)
with context.begin_transaction():
    context.run_migrations()
