"""Alerts: what administrators want to be told of, and telling them.

``rules`` are edited over REST; ``watching`` holds them against what is, in SQL, every few
seconds in every process: no worker need be alive for the rule that says so, and an advisory
lock lets one process at a time do it. An alert is opened once for a rule and a subject, by a
unique index. Each change is committed with its event and with a row for each channel that is
to be told; ``delivering`` sends those rows from whichever process takes them, each at least
once, with a key by which a receiver knows what it got twice. ``webhook``, ``mail`` and
``telegram`` speak to the outside, through ``outside``, which lets nobody be led inwards;
``words`` is what people are told, and ``links`` leads them back to the dashboard.

It is not a task, though all else is: who pauses every queue still wants to be told.
"""
