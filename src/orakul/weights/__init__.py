"""What was learnt beforehand: weights of small models, each made by a script in `scripts/`.

Every file names inside what it was learnt from, under which licence, when, and how well
it did.
"""
