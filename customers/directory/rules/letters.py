"""Letters of every script: which spellings of one word count as the same word.

Knows nothing of names or searches: it cuts a text into words and gives each word the
forms under which it is kept and asked for.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import product

from anyascii import anyascii

APOSTROPHE, HYPHEN = "'", "-"
_APOSTROPHES = frozenset(
    "'`\u00b4\u2018\u2019\u201a\u201b\u2032\u02b9\u02ba\u02bb\u02bc\u02bd\u02be\u02bf"
    "\u02c8\ua78b\ua78c\u05f3\u05f4\u055a\uff07"
)
_HYPHENS = frozenset(
    "-._\u00ad\u00b7\u0387\u05be\u1806\u2010\u2011\u2012\u2013\u2014\u2015\u2027\u2043"
    "\u2212\u30fb\uff65\ufe58\ufe63\uff0d"
)
_MOST_REMEMBERED = 20_000


class _Cuts(dict[int, str]):
    """What each character becomes when a text is cut into words, found out once."""

    def __missing__(self, point: int) -> str:
        cut = _cut(chr(point))
        if len(self) < _MOST_REMEMBERED:
            self[point] = cut
        return cut


def _cut(character: str) -> str:
    """The letter or mark itself, a digit in ASCII, a joint, nothing, or a space."""
    if character in _APOSTROPHES:
        return APOSTROPHE
    if character in _HYPHENS:
        return HYPHEN
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Cf" and character != "\u200b":
        # Joiners and marks of direction; the zero width space is one that parts words.
        return ""
    if category[0] == "M":
        return (
            "" if "VARIATION SELECTOR" in unicodedata.name(character, "") else character
        )
    return character if character.isalnum() else " "


_CUTS = _Cuts()


def cut(text: str) -> str:
    """The text with words between spaces, and ' and - where a word has a joint.

    Compatibility forms are plain ones (NFKC), digits of every script are ASCII, marks
    stay with their letters; upper and lower case are as they were.
    """
    if not text.isascii():
        # NFKC would make a space and a mark of this one.
        text = unicodedata.normalize("NFKC", text.replace("\u00b4", APOSTROPHE))
    return text.translate(_CUTS)


_LATIN = (
    "0-9A-Za-z\u00aa-\u02ff\u1d00-\u1dbf\u1e00-\u1eff\u2c60-\u2c7f\ua720-\ua7ff"
    "\uab30-\uab6f"
)
_RUN = re.compile(f"[{_LATIN}][{_LATIN}\u0300-\u036f]*|[^{_LATIN}]+")
# Marks without a letter, as nothing but letters, digits and marks is left in a piece.
_MARKS_BEFORE = re.compile(r"\A[\W_]+")
_IS_LATIN = re.compile(f"[{_LATIN}]")


def is_latin(run: str) -> bool:
    """Whether the run begins with a Latin letter or a digit."""
    return bool(_IS_LATIN.match(run))


def runs(piece: str) -> list[str]:
    """The piece cut where Latin letters and digits meet letters of another script."""
    if piece.isascii():
        return [piece] if piece else []
    found = (_MARKS_BEFORE.sub("", run) for run in _RUN.findall(piece))
    return [run for run in found if run]


@lru_cache(maxsize=16_384)
def asked_forms(run: str) -> tuple[str, ...]:
    """The forms in which a run is asked for, the plainest first; see `runs`.

    Latin letters in ASCII, with ä and its like as a and as ae; any other script in its
    own letters only, or 王 would find 玉.
    """
    if run.isascii():
        return (run.lower(),)
    return _latin_forms(run) if is_latin(run) else (native_form(run),)


@lru_cache(maxsize=16_384)
def kept_forms(run: str) -> tuple[str, ...]:
    """The forms under which a run is found, the plainest first.

    Those asked for; for scripts other than Latin also the sound in Latin letters, and
    where such a script has no spaces, every ending.
    """
    if run.isascii() or is_latin(run):
        return asked_forms(run)
    native = native_form(run)
    endings = (_MARKS_BEFORE.sub("", native[at:]) for at in _endings(native))
    kept = [native, *endings]
    if native.startswith(_ARTICLE) and len(native) >= _ARTICLE_AND_NAME:
        kept.append(native[len(_ARTICLE) :])
    for spelling in dict.fromkeys((native, _OPTIONAL.sub("", run))):
        kept += _sounds(spelling)
    return tuple(dict.fromkeys(form for form in kept if form))


# How people write a letter whose key they lack, beside the plain letter. Cut from one
# text, so that å is one character here.
DIGRAPHS = {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "đ": "dj", "ə": "a"}
_MOST_COMBINED = 2
_NOT_ASCII = re.compile(r"[^a-z0-9]+")


def ascii_form(text: str) -> str:
    """The letters and digits of the text in ASCII, lower case; may be empty."""
    return _NOT_ASCII.sub("", anyascii(text).lower())


def _latin_forms(run: str) -> tuple[str, ...]:
    """A word of Latin letters in ASCII: Müller is muller and mueller.

    With more than two such letters only all of them plain, and all of them as two.
    """
    plain = [ascii_form(letter) for letter in run]
    paired = [DIGRAPHS.get(c.lower(), p) for c, p in zip(run, plain, strict=True)]
    choices = [(p,) if p == d else (p, d) for p, d in zip(plain, paired, strict=True)]
    if sum(len(choice) > 1 for choice in choices) > _MOST_COMBINED:
        forms = ["".join(plain), "".join(paired)]
    else:
        forms = ["".join(letters) for letters in product(*choices)]
    return tuple(form for form in dict.fromkeys(forms) if form) or (run.casefold(),)


# Marks that are mostly left out: Hebrew and Arabic vowels, the Arabic stretch mark,
# and the dot below of letters borrowed into Devanagari, Gurmukhi and Gujarati.
_OPTIONAL = re.compile(
    "[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
    "\u093c\u0a3c\u0abc]"
)
_GREEK = re.compile("([\u0370-\u03ff])[\u0300-\u036f]+")
_CYRILLIC = re.compile("([\u0400-\u052f])[\u0300\u0301]+|(\u0435)\u0308")
# Each group is one letter in several shapes, of which the last stands for all: Arabic
# alef, waw, yeh, heh and kaf, Devanagari nasals, and what names are written with in
# old, in Chinese and in Japanese spelling.
_SHAPES = (
    "آأإٱٲٳا ؤو ئىیېےۍي ةۃہھەۀۂه کڪك ँं "
    "髙高 﨑碕崎 濵濱浜 邊邉辺 齋齊斎斉 澤泽沢 廣广広 國囯国 澁渋 櫻桜 惠恵 眞真 "
    "龍龙竜 嶋島 冨富 德徳 藏蔵 瀨瀬 賴頼 榮荣栄 淺浅 黑黒 關关関 張张 陳陈 劉刘 "
    "楊杨 黃黄 趙赵 吳吴呉 鄭郑 馮冯 許许 鄧邓 蕭萧 謝谢 韓韩 葉叶 蘇苏 盧卢 蔣蒋 "
    "賈贾 鍾鐘钟 譚谭 陸陆 偉伟 華华 麗丽 強强 軍军 傑杰 紅红 馬马 萬万 孫孙 羅罗 "
    "鄒邹 閻阎 錢钱 嚴严 賀贺 龔龚 湯汤 陰阴 喬乔 龐庞 顏颜 莊庄 聶聂 魯鲁 韋韦 畢毕 "
    "蘭兰 靜静 寶宝 貴贵 鳳凤 蓮莲"
)
_SAME = {ord(other): shapes[-1] for shapes in _SHAPES.split() for other in shapes[:-1]}
# Katakana as hiragana.
_SAME |= {kana: chr(kana - 0x60) for kana in (*range(0x30A1, 0x30F7), 0x30FD, 0x30FE)}


@lru_cache(maxsize=16_384)
def native_form(run: str) -> str:
    """A word in its own script, each letter in the one form that stands for all.

    Accents of Greek and stress marks of Cyrillic go, and what is mostly left out.
    """
    folded = _OPTIONAL.sub("", unicodedata.normalize("NFD", run.casefold()))
    folded = _STRAY_DOTS.sub("", folded)
    folded = _CYRILLIC.sub(r"\1\2", _GREEK.sub(r"\1", folded))
    folded = unicodedata.normalize("NFC", folded).translate(_SAME)
    folded = unicodedata.normalize("NFC", folded)
    return _MARKS_BEFORE.sub("", folded) or run.casefold()


@lru_cache(maxsize=16_384)
def letter_forms(letter: str) -> tuple[str, ...]:
    """How one letter, cut from a text, may stand in a word of `kept_forms`; "" where
    it may be missing there."""
    if is_latin(letter):
        return asked_forms(letter) if ascii_form(letter) else (*asked_forms(letter), "")
    if not _OPTIONAL.sub("", letter):
        return ("",)
    native = native_form(letter)
    sounds = (ascii_form(native), ascii_form(letter))
    return tuple(dict.fromkeys((native, *sounds)))


# The dots of kana behind another letter hide that letter's own accents.
_STRAY_DOTS = re.compile("(?<![\u3041-\u30ff])[\u3099\u309a]")
_ARTICLE, _ARTICLE_AND_NAME = "ال", 5
# Han with its repetition mark, kana, Hangul.
_SYLLABLES = "\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
_SYLLABIC = re.compile(f"[{_SYLLABLES}]+")
_IS_SPACELESS = re.compile(f"[{_SYLLABLES}\u3005\u3040-\u30ff]{{2,8}}")


_BEGINS_SPACELESS = re.compile(f"[{_SYLLABLES}\u3005\u3040-\u30ff]")


def is_spaceless(letter: str) -> bool:
    """Whether the letter's script writes words without a space: Han, kana, Hangul."""
    return bool(_BEGINS_SPACELESS.match(letter))


def _endings(native: str) -> range:
    """Where each ending of a short word begins, if its script writes without spaces:
    the given name stands last and is often all that is known."""
    return range(1, len(native) if _IS_SPACELESS.fullmatch(native) else 1)


def _sounds(word: str) -> list[str]:
    """The word in Latin letters; where a letter is a syllable, its endings as well,
    and each syllable."""
    if not _SYLLABIC.fullmatch(word):
        return [ascii_form(word)]
    syllables = [ascii_form(letter) for letter in word]
    ends = ["".join(syllables[at:]) for at in _endings(word)]
    return ["".join(syllables), *ends, *(syllables if ends else ())]
