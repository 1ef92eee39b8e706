"""Other names of units, entries of earlier years, and which mails bear a mark of secrecy."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unit_alias",
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("unit_key", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
    )
    op.create_index("ix_unit_alias_unit_key", "unit_alias", ["unit_key"])
    texts = ("contest", "category", "unit", "unit_key", "title", "title_key", "topic", "topic_key", "award", "source")
    op.create_table(
        "past_entry",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("year", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in texts),
        sa.UniqueConstraint("year", "category", "unit_key", "title_key", "topic_key"),
    )
    for name in ("year", "category", "unit_key", "topic_key"):
        op.create_index(f"ix_past_entry_{name}", "past_entry", [name])
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.add_column(sa.Column("confidential", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_index(batch_op.f("ix_mail_confidential"), ["confidential"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_confidential"))
        batch_op.drop_column("confidential")
    op.drop_table("past_entry")
    op.drop_table("unit_alias")
