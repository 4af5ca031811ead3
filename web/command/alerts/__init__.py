"""``orakul alerts``: what is wrong, and silencing it, in a terminal or a pipe.

It asks the database itself, as ``orakul tasks`` does, and so works where no web process runs.
Rules and channels are changed over REST, which has the keys that seal a channel's secret.
"""
