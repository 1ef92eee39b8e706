"""What the store says when it cannot be used."""


class StoreError(RuntimeError):
    """The store cannot be used; the message is one sentence for the operator."""
