"""Experiments: labelled texts, classified by the engine, to measure how often it is right.

    material     what is classified: given texts, messages with a topic, an earlier experiment
    creating     an experiment over that, the task that carries it out, and its end
    executing    what the worker does: begin, some items at a time, finish
    metrics      accuracy, F1, the confusion matrix
    listing      what there is to read

    pending ─► running ─► completed
       │          ├─► failed
       └──────────┴─► cancelled

Every arrow is a conditional update. A project has one unfinished experiment at a time; the
index decides. An experiment whose task ends otherwise is ended by the database. One that has
ended can be deleted.
"""
