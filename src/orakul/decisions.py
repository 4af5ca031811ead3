"""What is decided once: proposals, of whatever kind."""

from datetime import UTC, datetime

from orakul.errors import ConflictError
from orakul.sentences import said


def already_decided(id: int, state: str, reviewer: str | None, at: datetime) -> ConflictError:
    """Return why the proposal *id* cannot be decided again.

    Args:
        id: of the proposal.
        state: what was decided.
        reviewer: who decided; None where it is not known.
        at: when.
    """
    return ConflictError(
        said(
            "proposal_decided",
            id=id,
            proposal_state=state,
            by=reviewer or "somebody",
            at=at.astimezone(UTC).isoformat(timespec="seconds"),
        )
    )
