"""Analysis runs: what a project knows or wrote in a window, read for things to do.

    runs         create, start, cancel, close; a project has one run that is not closed
    executing    what the worker does: begin, prepare, batch by batch, finish
    proposing    a found task, compared with what there is
    review       a proposal → a task item, or not
    metrics      how good the proposals of a closed run were
    listing      what there is to read

    pending ─► running ─► completed ─► reviewed ─► closed
       │          └─► failed
       └─► cancelled

Every arrow is a conditional update, and a constraint or an index of the database decides
where two callers meet. closed, failed and cancelled are final. A run is reviewed by
itself when its last proposal is decided.
"""
