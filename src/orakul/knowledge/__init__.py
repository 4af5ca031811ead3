"""Knowledge: topics and atoms, proposed by an engine and made by a person.

    claiming     messages → an extraction, each message once
    extracting   an extraction's messages → proposals, with an engine between the two
    review       a proposal → a topic or an atom, or neither
    listing      what there is to read

Nothing becomes knowledge by itself: an extraction writes proposals. What it proposes is
compared with what there is, so that a reviewer sees the likest topic or atom and a second
suggestion of a pending one adds its sources instead of a twin.
"""
