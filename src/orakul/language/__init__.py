"""What can be told from the words alone, in English, Ukrainian and Russian.

Chats mix the three within one message, so cues are matched in all of them at once and
the language of a text is asked for only where it shapes what is written back. Everything
here is text in, plain values out; nothing knows messages, engines or the database.
"""
