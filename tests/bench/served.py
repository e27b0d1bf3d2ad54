"""Regulars of the environment's settings, with the two doors for comparison."""

from customers import create_app
from tests.bench.doors import room

app = create_app()
app.register_blueprint(room)
