"""Background work: the queue's application, its worker, and what each task does.

A task's function unpacks its arguments, calls `orakul` and is done. Around it, the worker
continues the trace of whoever deferred the task, stamps every write with task and owner,
keeps result or error with the attempt, and retries what may pass. The queue is
Procrastinate's; nothing outside this room knows that.
"""
