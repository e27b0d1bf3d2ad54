"""Which encoding a file of text is in, told from its bytes alone."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable

from flask_babel import gettext as _

from customers.transfer.errors import Unreadable

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Signs of windows-1252 that stand beside a letter only where the text is Polish, Czech
# or Slovak: £ukasz, K¹cik, Wójcik¿, where windows-1250 has Ł, ą, ż. Ś is the French Œ,
# which goes on with u, i or d.
_CENTRAL_SIGNS = re.compile(
    rb"[\xa3\xa5\xaf\xb3\xb9\xbc\xbe\xbf\x9f](?=[a-z\x80-\xff])"
    rb"|(?<=[A-Za-z\x80-\xff])[\xb3\xb9\xbc\xbe\xbf\x9f]"
    rb"|[\x8c\x9c](?![uid])|[\x8d\x8f\x9d]"
)
# Š š Ž ž are the same in both, and rare in the west. Where they or acute accents are,
# and nothing Nordic, the west's Ø È Ì Ù are Ř Č Ě Ů.
_CARONS = re.compile(rb"[\x8a\x9a\x8e\x9e]")
_CZECH = re.compile(rb"[\xc8\xcc\xd8\xd9\xe8\xec\xf8\xf9]")
_STROKED_O = re.compile(rb"[\xd8\xf8]")
_ACUTES = re.compile(rb"[\xc1\xcd\xdd\xe1\xed\xfd]")
_NORDIC = re.compile(rb"[\xc5\xc6\xe5\xe6]")
# The Hungarian Ő ő Ű ű, unless anything French or Portuguese is near.
_DOUBLE_ACUTES = re.compile(rb"[\xd5\xdb\xf5\xfb]")
_WESTERN = re.compile(rb"[\xc0\xc3\xc5\xc7\xca\xcb\xe0\xe3\xe5\xe7\xe8\xea\xec\xf1]")
_HIGH = re.compile(rb"[\x80-\xff]")
_UTF8_LETTERS = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def encoding_of(chunks: Iterable[bytes]) -> tuple[str, str]:
    """The encoding of a text given as its bytes in order, all of which are read.

    In this order: a byte order mark; zero bytes on one side of the pairs mean UTF-16;
    what is UTF-8 from end to end is UTF-8; a UTF-8 text with a few broken bytes stays
    UTF-8; windows-1250 where the signs of Polish, Czech or Hungarian show; else
    windows-1252, of which latin-1 is a part.

    Given are the codec and its way with broken bytes: "strict", or "surrogateescape",
    which leaves a lone surrogate where a byte has no letter.

    Raises: Unreadable for what is no text, or in an encoding that cannot be told.
    """
    head, eightbit = b"", bytearray()
    decoder: codecs.IncrementalDecoder | None = None
    codec, broken = "", False
    for chunk in chunks:
        if decoder is None:
            head, codec = chunk, _unicode_of(chunk) or "utf-8"
            decoder = codecs.getincrementaldecoder(codec)("strict")
        broken = broken or not _decodes(decoder, chunk, codec=codec)
        if codec == "utf-8" and len(eightbit) < 1_000_000:
            eightbit += b" ".join(_words_with_high_bytes(chunk)) + b" "
    if decoder is None or not head.strip():
        raise Unreadable(_("The file is empty."))
    if not broken and _decodes(decoder, codec=codec):
        return codec, "strict"
    return _eight_bit(bytes(eightbit))


def _unicode_of(head: bytes) -> str:
    """The codec that the first bytes announce, "" for none of them.

    Raises: Unreadable for bytes that are no text at all.
    """
    for mark, codec in MARKS:
        if head.startswith(mark):
            return codec
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Unreadable(
            _("This is a spreadsheet or an archive. Save the sheet as CSV and try it.")
        )
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) > max(len(head) // 20, 20 * min(even, odd)):
        return "utf-16-le" if odd > even else "utf-16-be"
    if len(_CONTROLS.findall(head)) > max(8, len(head) // 50):
        raise Unreadable(_("This is not a text file. Save the list as CSV and try it."))
    return ""


def _decodes(
    decoder: codecs.IncrementalDecoder, chunk: bytes = b"", *, codec: str
) -> bool:
    """Whether the next bytes are good; without any, whether none are missing.

    A text in another encoding than UTF-8 that breaks is refused at once.
    """
    try:
        decoder.decode(chunk, final=not chunk)
    except UnicodeError:
        if codec == "utf-8":
            return False
        raise Unreadable(
            _(
                "The file begins as %(encoding)s but does not go on so. "
                "Save it as UTF-8 and try again.",
                encoding=codec.upper(),
            )
        ) from None
    return True


def _words_with_high_bytes(chunk: bytes) -> list[bytes]:
    """The words that tell an 8-bit encoding: those with a byte beyond ASCII."""
    if chunk.isascii():
        return []
    return re.findall(rb"[A-Za-z]*[\x80-\xff][A-Za-z\x80-\xff]*", chunk)


def _eight_bit(words: bytes) -> tuple[str, str]:
    high = len(_HIGH.findall(words))
    utf8 = sum(map(len, _UTF8_LETTERS.findall(words)))
    if utf8 * 2 > high:
        return "utf-8", "surrogateescape"
    if high > 0.6 * len(words.replace(b" ", b"")):
        # Greek, Cyrillic, Chinese and others look alike here: a guess would store
        # wrong names.
        raise Unreadable(
            _("The letters of this file are unclear. Save it as UTF-8 and try again.")
        )
    if _is_central_european(words):
        return "cp1250", "surrogateescape"
    return "cp1252", "surrogateescape"


def _is_central_european(words: bytes) -> bool:
    signs = len(_CENTRAL_SIGNS.findall(words))
    carons = len(_CARONS.findall(words))
    is_czech = _STROKED_O.search(words) and _ACUTES.search(words)
    if carons or (is_czech and not _NORDIC.search(words)):
        signs += carons + len(_CZECH.findall(words))
    if not _WESTERN.search(words):
        signs += len(_DOUBLE_ACUTES.findall(words))
    return signs * 10 > len(_HIGH.findall(words))
