"""Static files: one version in every address, kept for ever, ready compressed.

The version is a hash over all files, so that a new release never meets an old file in
a cache. Style sheets and scripts are small plain files; a page loads one of each, and
`BUNDLES` says of which they are joined when the server starts, without their comments
and, in style sheets, what indents their lines.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, current_app, has_request_context, request
from werkzeug.exceptions import NotFound

_COMPRESSED = {".css", ".js", ".svg", ".json", ".webmanifest"}
_FOR_EVER = "public, max-age=31536000, immutable"

# In scripts a comment has its lines to itself; nothing else begins with two strokes.
_NOT_SENT = {
    ".css": re.compile(rb"/\*.*?\*/\s*|^\s+", re.DOTALL | re.MULTILINE),
    ".js": re.compile(rb"^\s*//.*\n", re.MULTILINE),
}

# The file served: the folder and suffix of its pieces, and those that come first.
# The others follow by name.
BUNDLES = {
    "app.css": ("css", ".css", ("ground.css", "shell.css", "components.css")),
    "app.js": ("js", ".js", ()),
}


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
    # Put together by hand: a page has dozens of icons, and url_for() takes its time.
    root = request.script_root if has_request_context() else ""
    return f"{root}/static/{assets.version}/{filename}"


def _read(folder: Path) -> _Assets:
    contents = _joined(
        {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(p for p in folder.rglob("*") if p.is_file())
        }
    )
    digest = hashlib.sha256()
    for name, plain in contents.items():
        digest.update(name.encode() + b"\0" + hashlib.sha256(plain).digest())
    files = {name: _file(name, plain) for name, plain in contents.items()}
    return _Assets(digest.hexdigest()[:12], files)


def _joined(contents: dict[str, bytes]) -> dict[str, bytes]:
    """The files by name, the pieces of each bundle replaced by the bundle."""
    for bundle, (folder, suffix, first) in BUNDLES.items():
        start = f"{folder}/"
        pieces = [n for n in contents if n.startswith(start) and n.endswith(suffix)]
        order = [f"{start}{name}" for name in first]
        pieces.sort(key=lambda n: (order.index(n) if n in order else len(order), n))
        if pieces:
            joined = b"\n".join(contents.pop(name) for name in pieces)
            contents[bundle] = _NOT_SENT[suffix].sub(b"", joined)
    return contents


def _file(name: str, plain: bytes) -> _File:
    shrinks = Path(name).suffix in _COMPRESSED
    compressed = gzip.compress(plain, 6, mtime=0) if shrinks else None
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return _File(plain, compressed, media_type)


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
