"""Words and sentences of a chat message, without its links, code and mentions."""

import re
from typing import Final

URL: Final = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
CODE: Final = re.compile(r"```.*?(?:```|\Z)|`[^`\n]+`|\[<-CODE->\]|^(?: {4}|\t)\S.*$", re.S | re.M)
MENTION: Final = re.compile(r"(?<![\w@./])@[A-Za-z0-9_][\w-]*")
COMMAND: Final = re.compile(r"\A/[A-Za-z]\w*(?:@\w+)?(?:\s+\S+){0,3}\s*\Z")
PLACEHOLDER: Final = re.compile(r"\[<-[A-Z_ ]+->\]|\[[A-Z]+\](?!\()|\$[A-Z]{3,}\b")

_WORD = re.compile(r"[^\W\d_][\w]*(?:['.+#/-][^\W_]+)*[+#]{0,2}|\d[\w.,:/-]*")
_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "`": "'", "‘": "'"})
_FOLDED = str.maketrans({"’": "'", "ʼ": "'", "`": "'", "‘": "'", "ё": "е"})
_BREAK = re.compile(
    r"""(?<=[.!?…])["')\]]*\s+(?=[^a-zа-яіїєґ])  # a stop and a capital
    | (?<=[!?])\s+
    | \n+
    | (?:^|(?<=\s))[•–—]\s+  # bullets and dashes
    """,
    re.VERBOSE,
)
_ABBREVIATED = re.compile(r"(?:\b(?:e\.g|i\.e|etc|vs|approx|т\.д|т\.п|т\.е|напр|див|см)\.)$", re.I)


def fold(text: str) -> str:
    """Return *text* as cues are matched: lower case, one kind of apostrophe, е for ё."""
    return text.casefold().translate(_FOLDED)


def prose(text: str) -> str:
    """Return *text* without code, links, mentions and placeholders of a redacted export."""
    for pattern in (CODE, URL, PLACEHOLDER, MENTION):
        text = pattern.sub(" ", text)
    return re.sub(r"[ \t]+", " ", text.translate(_APOSTROPHES)).strip()


def words(text: str) -> list[str]:
    """Return the words and numbers of *text* in their order, as they are written."""
    return [word.rstrip(".,:/-") for word in _WORD.findall(text.translate(_APOSTROPHES))]


def sentences(text: str) -> list[str]:
    """Split *text* into sentences; a line of its own is a sentence, too."""
    found: list[str] = []
    for part in _BREAK.split(text):
        if found and _ABBREVIATED.search(found[-1]):
            found[-1] = f"{found[-1]} {part.strip()}"
        elif part.strip():
            found.append(part.strip())
    return found


def shorten(text: str, most: int) -> str:
    """Return *text* on one line, cut at a word to at most *most* characters."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return (cut[: cut.rfind(" ")] if " " in cut[most // 2 :] else cut).rstrip(" ,;:-") + "…"
