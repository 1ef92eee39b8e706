"""Draft the next migration: compare the models with a fresh store and write `versions/vNNNN_….py` to be reviewed."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory

from store.database import alembic_config, open_store


def draft(message: str) -> None:
    """Write the draft; `message` becomes its name and docstring."""
    number = len(list(ScriptDirectory.from_config(alembic_config()).walk_revisions())) + 1
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(None, Path(folder), durable=False)
        with store.engine.begin() as connection:
            command.revision(alembic_config(connection), message, autogenerate=True, rev_id=f"{number:04}")


if __name__ == "__main__":
    draft(" ".join(sys.argv[1:]) or "change the tables")
