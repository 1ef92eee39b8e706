"""Whose dossier a mail belongs to, and what our server found out about its sender."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.add_column(sa.Column("dossier", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("authentication", sa.String(), nullable=False, server_default=""))
        batch_op.create_index(batch_op.f("ix_mail_dossier"), ["dossier"], unique=False)
    op.execute("UPDATE mail SET dossier = from_address")


def downgrade() -> None:
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_dossier"))
        batch_op.drop_column("authentication")
        batch_op.drop_column("dossier")
