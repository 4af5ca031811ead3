"""What the embedded server raises on purpose."""


class ServerError(Exception):
    """The embedded PostgreSQL cannot do it; the message says why and what mends it."""
