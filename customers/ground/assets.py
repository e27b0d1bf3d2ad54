"""Static files: one version in every address, kept for ever, ready compressed.

The version is a hash over all files, so that a style sheet may import its neighbours
by relative addresses and a new release never meets an old file in a cache.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, current_app, request, url_for
from werkzeug.exceptions import NotFound

_COMPRESSED = {".css", ".js", ".svg", ".json", ".webmanifest"}
_FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class _File:
    plain: bytes
    compressed: bytes | None
    media_type: str


@dataclass(frozen=True)
class _Assets:
    version: str
    files: dict[str, _File]


def init_app(app: Flask, *, folder: Path) -> None:
    """Read the folder once and serve it below /static/<version>/."""
    app.extensions["regulars_assets"] = _read(folder)
    _serve.access = "open"  # type: ignore[attr-defined]
    app.add_url_rule("/static/<version>/<path:filename>", "static", _serve)
    app.jinja_env.globals["static_url"] = static_url


def static_url(filename: str) -> str:
    """The address of a static file, with the version of this release."""
    assets: _Assets = current_app.extensions["regulars_assets"]
    if filename not in assets.files:
        raise LookupError(f"There is no static file {filename}.")
    return url_for("static", version=assets.version, filename=filename)


def _read(folder: Path) -> _Assets:
    files = {}
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        plain = path.read_bytes()
        digest.update(name.encode() + b"\0" + hashlib.sha256(plain).digest())
        shrinks = path.suffix in _COMPRESSED
        compressed = gzip.compress(plain, 6, mtime=0) if shrinks else None
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        files[name] = _File(plain, compressed, media_type)
    return _Assets(digest.hexdigest()[:12], files)


def _serve(version: str, filename: str) -> Response:
    """The file; under another release's version it is served, but not kept."""
    assets: _Assets = current_app.extensions["regulars_assets"]
    file = assets.files.get(filename)
    if file is None:
        raise NotFound
    response = Response(file.plain, content_type=file.media_type)
    response.headers["Vary"] = "Accept-Encoding"
    if file.compressed is not None and request.accept_encodings["gzip"]:
        response.set_data(file.compressed)
        response.headers["Content-Encoding"] = "gzip"
    same = version == assets.version
    response.headers["Cache-Control"] = _FOR_EVER if same else "no-cache"
    return response
