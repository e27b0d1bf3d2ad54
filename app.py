"""Regulars: the WSGI application, and a development server by `python app.py`."""

from customers import create_app

app = create_app()

if __name__ == "__main__":
    app.run()
