"""Servers that stand for the services outside, each on a port of its own.

The code under test talks to them with its real clients over real sockets. Each checks
what the real service checks and is told by the test how to behave.
"""
