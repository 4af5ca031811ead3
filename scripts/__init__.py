"""Commands for those who work on Orakul."""
