"""Regulars of the environment's settings with its pages compressed.

Pages leave Regulars uncompressed, since the proxy that stands before it compresses them
(`deploy/Caddyfile`). This does what that proxy does, so that a page is weighed as a
browser gets it.
"""

from __future__ import annotations

import gzip

from flask import Response, request

from customers import create_app

# What compressors of proxies do unless told otherwise, and what our budgets count.
LEVEL = 6

app = create_app()


@app.after_request
def compress(response: Response) -> Response:
    """Compress a page for a client that takes it; files bring their own gzip."""
    if (
        response.mimetype != "text/html"
        or response.is_streamed
        or response.content_encoding
        or not request.accept_encodings["gzip"]
    ):
        return response
    response.set_data(gzip.compress(response.get_data(), LEVEL))
    response.content_encoding = "gzip"
    response.vary.add("Accept-Encoding")
    return response
