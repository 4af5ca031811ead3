"""Messages: how they come in, what is made of each, and reading them.

Two ways in, one way on. A webhook's update and an export's batch are saved by the same
functions, keyed by chat and message id, so that the same message is one row whichever
way and however often it comes. Scoring and embedding follow as tasks.
"""

from orakul.messages.receiving import receive_update, save_update

__all__ = ["receive_update", "save_update"]
