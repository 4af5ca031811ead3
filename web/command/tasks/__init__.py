"""``orakul tasks``: watching tasks and steering them, by whoever has the machine.

The commands ask the database by the functions that REST asks, as an operator whom no rights
restrict; every change is an event of ``command:NAME``. People get tables, pipes lines of
JSON in the shapes of REST.
"""
