"""What a call of a language model costs, in exact decimals.

Prices are the ones that the installed release of genai-prices holds; nothing is fetched.
"""

from decimal import Decimal

import structlog
from genai_prices import calc_price
from genai_prices.types import AbstractUsage

_log = structlog.stdlib.get_logger(__name__)


def price(usage: AbstractUsage, *, provider: str, model: str) -> Decimal:
    """Return the US dollars that *usage* costs; 0, said in the log, where no price is known."""
    try:
        return calc_price(usage, model, provider_id=provider).total_price
    except LookupError:
        _log.warning("no price is known for the model", provider=provider, model=model)
        return Decimal(0)
