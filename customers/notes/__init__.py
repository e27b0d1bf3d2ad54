"""Floor 4: notes on customers: what staff want to remember, with its kind and author.

It knows the customers of `directory/`; it must not know who shows its notes. Pages of
other rooms include `notes/_notes.html`, with `queries.notes()` as `notes`, and
`queries.pinned_notes()`. A timeline finds a note's moments by the facts of `events.py`,
which name the customer, or by `Note.customer_id` and `Note.id`.
"""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Hang the room's doors, and give every page the empty form that it may include."""
    from customers.notes.forms import new_note_form
    from customers.notes.views import room

    app.register_blueprint(room)
    app.jinja_env.globals["new_note_form"] = new_note_form
