"""Searching tasks: one language for REST, dashboard and command line.

    state:failed task:embed* args.chat_id:42 error:"rate limit" older:1h -project:demo

`parsing.parse` makes a `tree` of a text, or says where it is wrong and what to write instead.
`conditions.compile` makes what the database takes of the tree: names of columns, signs and
values, of which only the values come from the text (sql/functions/search_tasks.sql quotes
them). `suggesting.suggest` says how the word at the cursor may go on. docs/search.md tells
people about it.
"""
