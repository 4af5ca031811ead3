"""The room that speaks HTTP: composition root, sign-in, and a module of handlers a resource.

A handler module declares its shapes and its endpoints, and leaves the work to `orakul`:

    approvals = Endpoints("knowledge")

    class Review(Body):
        note: Reason | None = None

    @approvals.post("/api/knowledge/proposals/{id}/approve", errors=(409,))
    async def approve_proposal(call: Call, id: int, body: Review | None) -> Proposal:
        \"\"\"Approve a proposal, which makes its topic or atom.

        The second sentence and what follows is the description in the OpenAPI document.
        \"\"\"
        async with call.acting(reason=body.note if body else None):
            proposal = await knowledge.approve(call.db, id, by=call.person)
        return Proposal.model_validate(proposal)

- A handler takes `call` (connection, signed-in person, `acting`), the path's parameters by
  name (``id: int`` answers 404 to what is no id), and, where it has them, `query` and
  `body`: models of `web.shapes`, already valid. ``| None`` makes a body optional.
- What it returns is its answer: a shape, None (204), or a Response where headers matter
  (then the decorator names the shape as `answer`). Other statuses: ``status=201``.
- `access` says who may call: ``"read"`` everybody signed in, ``"write"`` not viewers,
  ``"own"`` everybody, where what is written is one's own and the domain refuses the rest,
  ``"admin"`` administrators, ``"public"`` all, ``"account"`` everybody, but by no API token.
  A GET is "read", the others are "write". A token needs the scope of that name, or "write"
  for one's own.
- Failures are raised, never returned: `orakul.errors` become RFC 9457 problems in
  `web.problems`. `errors` names the statuses that cannot be told from the signature.
- Every write happens within ``call.acting(…)``, which is the transaction.
- Queries restrict rows by ``call.person.reader``: the person's id, or None for
  administrators, who see everything. What somebody may not see does not exist (404).
- The module's `Endpoints` joins the list in `web.app`, which routes and documents it. Its
  fields need words in `web.examples`, and each operation a row in ``tests/web/matrix.py``;
  tests name what is missing.

This room knows no SQL.
"""
