"""Tasks: deferring them, reading them, and what a person may do to them.

A task is the public face of one background job. Triggers in the database keep it, so
nothing here writes a task; `defer` writes the job, in the caller's transaction.
"""
