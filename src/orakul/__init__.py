"""What Orakul knows and does.

A module or small package per noun; functions are the verbs. They take a connection and
never open one, so the caller owns the transaction: a change and its event are committed
together or not at all. Nothing here serves HTTP, runs a process or knows Procrastinate.
"""
