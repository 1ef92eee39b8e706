"""Since when it was known that the server took a letter: later than it took it, where a crash lay between."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("outgoing", schema=None) as batch_op:
        batch_op.add_column(sa.Column("known_at", sa.DateTime(), nullable=True))
    op.execute("UPDATE outgoing SET known_at = sent_at")


def downgrade() -> None:
    with op.batch_alter_table("outgoing", schema=None) as batch_op:
        batch_op.drop_column("known_at")
