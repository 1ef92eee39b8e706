"""What the server says of a place, how a poll compares with the store, junk mail, dead addresses, decisions."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("sighting", schema=None) as batch_op:
        batch_op.add_column(sa.Column("stated_size", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("stated_date", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("whole", sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table("poll", schema=None) as batch_op:
        for name in ("before_start", "stored", "header_only", "gone"):
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("missing", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("pause", schema=None) as batch_op:
        batch_op.add_column(sa.Column("why", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("outgoing", schema=None) as batch_op:
        batch_op.add_column(sa.Column("settled", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "junk_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("folder", sa.String(), nullable=False),
        sa.Column("uidvalidity", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=True),
        sa.Column("from_name", sa.String(), nullable=False),
        sa.Column("from_address", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("suspected", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("folder", "uidvalidity", "uid"),
    )
    op.create_index("ix_junk_mail_suspected", "junk_mail", ["suspected"], unique=False)
    op.create_table(
        "dead_address",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("address"),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_decision_about", "decision", ["about"], unique=False)


def downgrade() -> None:
    for table in ("decision", "dead_address", "junk_mail"):
        op.drop_table(table)
    with op.batch_alter_table("outgoing", schema=None) as batch_op:
        batch_op.drop_column("settled")
    with op.batch_alter_table("pause", schema=None) as batch_op:
        batch_op.drop_column("why")
    with op.batch_alter_table("poll", schema=None) as batch_op:
        for name in ("missing", "gone", "header_only", "stored", "before_start"):
            batch_op.drop_column(name)
    with op.batch_alter_table("sighting", schema=None) as batch_op:
        for name in ("whole", "stated_date", "stated_size"):
            batch_op.drop_column(name)
