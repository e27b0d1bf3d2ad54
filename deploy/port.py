"""Tell in words, before anything else happens, that the port cannot be had."""

import os
import socket
import sys

port = os.environ.get("PORT") or "8000"
if not (port.isascii() and port.isdecimal()) or not 0 < int(port) < 65536:
    sys.exit(f"PORT must be a number from 1 to 65535, not {port!r}.")
with socket.socket() as probe:
    # As gunicorn asks for it: a port whose last connections fade away is free.
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind(("127.0.0.1", int(port)))
    except OSError as reason:
        free = "9000" if port != "9000" else "9001"
        sys.exit(
            f"Port {port} cannot be used ({reason.strerror}). "
            f"Choose another: make run PORT={free}"
        )
