"""``python -m web.command`` is ``orakul``."""

from web.command import main

main()
