"""What a database that is away, ending or too busy makes of a question."""

from typing import Final

from orakul import database
from orakul.errors import UnavailableError

TROUBLE: Final = (*database.TROUBLE, UnavailableError)
