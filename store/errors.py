"""What the store says when it cannot be used."""


class StoreError(RuntimeError):
    """The store cannot be used; the message is one sentence for the operator."""


class NoRoom(StoreError):
    """The disk is nearly full; mails stay on the server until there is room."""
