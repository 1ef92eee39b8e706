"""The history of the tables; `python -m store.migrations "what changed"` drafts the next step from `store.models`."""
