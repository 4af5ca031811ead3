"""Cues for what somebody is asked, promises or needs to do, and how it is put as a title."""

import re
from typing import Final, Literal

from orakul.language.cues import Cue, cue
from orakul.language.text import fold, prose, words

Ask = Literal["request", "promise", "need", "proposal"]

PLEASE: Final = cue("please, pls, plz, будь ласка, прошу, пожалуйста")
IMPERATIVES: Final = cue(
    # uk: second person singular and plural of what teams ask each other to do
    "перевір, перевірте, додай, додайте, онови, оновіть, виправ, виправте, напиши, напишіть, "
    "подивись, подивися, подивіться, глянь, гляньте, скинь, скиньте, надішли, надішліть, створи, "
    "створіть, налаштуй, налаштуйте, запусти, запустіть, перезапусти, перезапустіть, підготуй, "
    "підготуйте, постав, поставте, перенеси, перенесіть, задеплой, задеплойте, прибери, "
    "приберіть, видали, видаліть, зроби, зробіть, полагодь, полагодьте, пофікси, пофіксіть, "
    "зателефонуй, зателефонуйте, домовся, уточни, уточніть, опиши, опишіть, закрий, закрийте, "
    "відкрий, відкрийте, поверни, поверніть, протестуй, протестуйте, не забудь*, нагадай, "
    "нагадайте, зв'яжись, зв'яжіться, оформи, оформіть, залий, залийте, узгодь, узгодьте, заведи, "
    "заведіть, дай, дайте",
    # ru
    "проверь, проверьте, добавь, добавьте, обнови, обновите, исправь, исправьте, напиши, "
    "напишите, посмотри, посмотрите, глянь, гляньте, скинь, скиньте, пришли, пришлите, отправь, "
    "отправьте, создай, создайте, настрой, настройте, запусти, запустите, перезапусти, "
    "перезапустите, подготовь, подготовьте, поставь, поставьте, перенеси, перенесите, задеплой, "
    "задеплойте, убери, уберите, удали, удалите, сделай, сделайте, почини, почините, пофикси, "
    "пофиксите, позвони, позвоните, договорись, уточни, уточните, опиши, опишите, закрой, "
    "закройте, открой, откройте, верни, верните, протестируй, протестируйте, не забудь*, напомни, "
    "напомните, свяжись, свяжитесь, оформи, оформите, залей, залейте, согласуй, согласуйте, "
    "заведи, заведите, дай, дайте",
)
VERBS: Final = frozenset(  # open a sentence only to ask for something
    fold(
        "add agree analyse analyze approve archive arrange ask assign attach backport build bump "
        "buy call cancel check clarify clean close collect compare complete configure confirm "
        "contact convert coordinate create debug decide define delete deliver deploy describe "
        "disable discuss document download edit email enable ensure estimate evaluate explain "
        "export extend extract fill finalise finalize finish fix follow forward generate "
        "implement import improve increase inform integrate investigate invite measure merge "
        "migrate move notify open organise organize ping prepare print profile propose provide "
        "publish raise rebase rebuild reduce refactor remind remove rename renew reopen replace "
        "reply reproduce research resolve respond restart restore revert review revisit rewrite "
        "roll rotate schedule send setup share ship sign simplify solve split submit switch sync "
        "track translate trigger unify uninstall update upgrade upload validate verify"
    ).split()
)
_LOOSE_VERBS: Final = frozenset(  # also nouns, or what one advises rather than asks
    fold(
        "book change clear compile copy design draft drop file find give go index install list "
        "log look make order pick plan post pull push put reach read record release report "
        "request reset run set start stop talk test try turn use wire wrap write"
    ).split()
)
_FEWEST_WORDS: Final = 3  # of an imperative sentence
_YOU = r"(?:you|u|ya|someone|somebody|anyone|anybody|one of you)"
_SHAPES: Final[tuple[tuple[Ask, re.Pattern[str]], ...]] = (
    (
        "request",
        re.compile(
            rf"^(?:(?:hey|so|and|also|ok|but)\W+)*(?:(?:can|could|would|will)\s+{_YOU}"
            r"|(?:would|do)\s+you\s+mind|(?:make|be)\s+sure|don't\s+forget|remember\s+to"
            r"|(?:you|someone|somebody)\s+(?:must|has\s+to)|i(?:'d)?\s+(?:need|want|like)\s+you\s+to"
            r"|todo|action\s+item)\b"
        ),
    ),
    (
        "request",
        re.compile(
            r"\b(?:можеш|можете|зможеш|зможете|міг\s+би|могли\s+б|можешь|можете|сможешь|сможете"
            r"|мог\s+бы|могли\s+бы|кто\s+может|хто\s+може|хто\s+зможе|кто\s+сможет)\b"
        ),
    ),
    (
        "promise",
        re.compile(
            r"\b(?:i'll|i\s+will|i'm\s+going\s+to|i\s+am\s+going\s+to|we'll|we\s+will|let\s+me)\s+"
            r"(?:\w+ly\s+|just\s+|then\s+|also\s+|try\s+to\s+|go\s+and\s+)?(?P<verb>\w+)"
        ),
    ),
    (
        "promise",
        re.compile(
            r"\b(?:(?:зробл|виправл|перевір|подивл|додам|оновл|напиш|підготу|налашту|задепло|полагодж"
            r"|надішл|створ|перенес|займ|візьм|гляну|уточн)(?:ю|у|юсь|уся|юся|усь)?(?:ся)?"
            r"|(?:сдела|исправл|провер|посмотр|добавл|обновл|напиш|подготовл|настро|задепло|почин|приш"
            r"|отправл|созда|перенес|займ|возьм|уточн)(?:ю|у|усь|лю)(?:сь)?)\b"
        ),
    ),
    (
        "need",
        re.compile(
            r"\b(?:(?:we|team|somebody|someone)\s+(?:really\s+|still\s+|also\s+|just\s+)*"
            r"(?:need|needs|have|has|must|should|ought)\s*(?:to)?|(?:it|this|that)\s+needs\s+to"
            r"|needs?\s+(?:fixing|updating|testing|review))\b"
        ),
    ),
    (
        "need",
        re.compile(
            r"\b(?:треба|потрібно|необхідно|варто|слід|маємо|мусимо|надо|нужно|необходимо|стоит"
            r"|следует|требуется|должны)\b"
        ),
    ),
    (
        "proposal",
        re.compile(r"^(?:so\s+|ok\s+|then\s+)?let's\s+(?P<verb>\w+)|^(?:давай|давайте)\b"),
    ),
)
_TOLD = re.compile(
    r"\b(?:(?:we|team|someone|somebody)\s+(?:(?:really|still|also|just)\s+)*(?:need|must|should|have\s+to)"
    r"|(?:i|we)(?:'ll|\s+will|'m\s+going\s+to|\s+am\s+going\s+to)"
    r"|(?:нам\s+)?(?:треба|потрібно|необхідно|надо|нужно|необходимо))\b"
)
_LEADING: Final = 40  # characters before it that may be dropped
_INFINITIVE = re.compile(r"\b\w{2,}(?:ти|тись|тися|ть|ться|чь|чься|ти-ка)\b")
_OPENING = re.compile(
    r"^(?:(?:hi|hey|hello|ok|okay|so|and|also|but|well|then|please|pls|plz|guys|all|team|btw|anyway"
    r"|привіт|вітаю|всім|колеги|друзі|народ|хлопці|отже|так|ну|і|та|але|ще|до\s+речі|ок|будь\s+ласка"
    r"|прошу|привет|всем|коллеги|друзья|ребята|итак|да|и|но|а|еще|кстати|пожалуйста)\b[\s,:!.\-–—]*)+",
)
_LEAD = re.compile(
    rf"^(?:(?:can|could|would|will)\s+{_YOU}\s+(?:please\s+)?(?:guys\s+|all\s+)?"
    r"|(?:would|do)\s+you\s+mind\s+|i(?:'d)?\s+(?:need|want|like)\s+you\s+to\s+"
    r"|(?:i|we)(?:'ll|\s+will|'m\s+going\s+to|\s+am\s+going\s+to|'re\s+going\s+to)\s+"
    r"|let\s+me\s+|let's\s+|todo\s*[:\-]?\s*|action\s+item\s*[:\-]?\s*"
    r"|(?:we|i|someone|somebody|you)\s+(?:(?:really|still|also|just|probably|definitely)\s+)*"
    r"(?:need|needs|have|has|must|should|ought)\s+(?:to\s+)?"
    r"|(?:чи\s+)?(?:можеш|можете|зможеш|зможете|міг\s+би|могли\s+б|можешь|сможешь|сможете|мог\s+бы"
    r"|могли\s+бы|кто\s+может|хто\s+може|хто\s+зможе|кто\s+сможет)\s+(?:ти\s+|ты\s+)?"
    r"|(?:(?:нам|вам|тобі|мені|мне|тебе|ще|еще|також|также|теж)\s+)*(?:треба|потрібно|необхідно|варто"
    r"|слід|маємо|мусимо|надо|нужно|необходимо|стоит|следует|требуется|должны)\s+"
    r"(?:(?:нам|вам|тобі|мені|мне|тебе|ще|еще|також|также|буде|будет|було|бы|б)\s+)*"
    r"|(?:давай|давайте)\s+)"
)
_POLITE = re.compile(r",?\s*\b(?:please|pls|plz|будь\s+ласка|пожалуйста|thanks|thx)\b,?", re.I)
_ADVERB = re.compile(
    r"^(?:just|also|quickly|kindly|then|go\s+and|try\s+to|maybe|probably)\s+", re.I
)


def ask(sentence: str) -> Ask | None:
    """Name how *sentence* asks for something to be done, or None when no cue says so."""
    said = _OPENING.sub("", fold(sentence).strip())
    if IMPERATIVES.within(said):
        return "request"
    for kind, shape in _SHAPES:
        match = shape.search(said)
        if match and _has_deed(said, match):
            return kind
    return "request" if _begins_with_verb(said) else None


def title(sentence: str) -> str:
    """Return *sentence* as the phrase of a task: no greeting, no mention, no "can you"."""
    text = " ".join(_POLITE.sub(" ", prose(sentence)).split()).strip(" ,;:.!?…-–—")
    text = _cut(_OPENING, text)
    text = _ADVERB.sub("", _cut(_LEAD, _from_need(text)))
    return _capital(text.strip(" ,;:.!?…-–—"))


def _from_need(text: str) -> str:
    """Drop what leads up to "we need to" or "I will": I think, so far, by the way."""
    match = _TOLD.search(text.lower())
    return text[match.start() :] if match and match.start() <= _LEADING else text


def opened(sentence: str) -> str:
    """Return *sentence* without a greeting before it, beginning with a capital."""
    return _capital(_cut(_OPENING, " ".join(sentence.split())).strip(" ,;:-–—"))


def _capital(text: str) -> str:
    """Return *text* with a capital in front, unless it begins with code: db.open, iOS."""
    first = text.split(" ", 1)[0].rstrip(".,:;!?…")
    plain = first.islower() and first.replace("'", "").replace("-", "").isalpha()
    return text[:1].upper() + text[1:] if plain else text


def _cut(opening: re.Pattern[str], text: str) -> str:
    """Remove what *opening* matches in the folded *text*; folding keeps these lengths."""
    match = opening.match(text.lower().replace("ё", "е"))
    return text[match.end() :] if match else text


def _has_deed(said: str, match: re.Match[str]) -> bool:
    """Tell whether a verb follows: "we need to fix it" is an ask, "we need coffee" is none."""
    if "verb" in match.re.groupindex and match["verb"]:
        return match["verb"] in VERBS
    rest = said[match.end() :] if re.search(r"[a-z]", match.group()) else said
    if re.search(r"[a-z]", match.group()):
        return (
            any(word in VERBS | _LOOSE_VERBS for word in words(rest)[:3])
            or "needs" in match.group()
        )
    return _INFINITIVE.search(rest) is not None or match.re is _SHAPES[3][1]


def _begins_with_verb(said: str) -> bool:
    found = words(PLEASE.pattern.sub(" ", said))
    polite = PLEASE.within(said)
    if len(found) < _FEWEST_WORDS or found[0] not in (VERBS | _LOOSE_VERBS if polite else VERBS):
        return False
    return polite or "?" not in said


HELP: Final[Cue] = cue(
    "help me, help us, give me, tell me, show me, explain, anyone know, anybody know, someone know,"
    "does anyone, does anybody, point me, any idea, any ideas, how do i, how can i, how to,"
    "підкажіть, підкажи, хто знає, поясніть, поясни, допоможіть, подскажите, подскажи, кто знает,"
    "объясните, объясни, помогите"
)
