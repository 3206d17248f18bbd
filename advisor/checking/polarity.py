"""Find what turns a statement round: negations, opposites, and words that reach too far."""

from __future__ import annotations

import re

_NEGATION = re.compile(
    r"\b(?:not|never|no|none|nobody|(?<!between\s)nothing|nowhere|neither|nor|without|cannot"
    r"|hardly|barely|scarcely|seldom|rarely|rather\sthan|instead\sof|avoid(?:s|ing)?|refus\w+"
    r"|skip(?:s|ping)?|unlike|except(?:ing)?|lacks?|away|fails?\sto|needless|unnecessary|unneeded"
    r"|optional|free\sfrom|little|few|poor|unwise)\b|n['’]t\b",
    re.IGNORECASE,
)
#: What looks like a negation and is none, and two that make an assertion.
_NO_NEGATION = re.compile(
    r"\b(?:a\s(?:few|little)|the\sfew|no\smatter|no\sdoubt|not\s(?:only|just)|no\sless\sthan"
    r"|no\smore\sthan|not\sto\smention|no\slater\sthan|if\snot|far\sfewer|little\sguidance)\b"
    r"|(?:\b(?:not|never|no)|n['’]t)\s(?:\w+\s)?(?:without|avoid|skip|refuse|optional|unnecessary"
    r"|forget|miss|hesitate|poor)\b",
    re.IGNORECASE,
)
#: Words between which the two sides of a comparison stand.
_PIVOT = re.compile(r"\b(?:than|beats?|outperforms?|outweighs?|(?<=, )not|rather\sthan)\b", re.I)
_OPPOSITES = [
    tuple(re.compile(rf"\b(?:{side})\b", re.IGNORECASE) for side in pair)
    for pair in (
        (
            r"rise[sn]?|rising|rose|grow(?:s|n|ing|th)?|grew|increas\w+|climb\w*|soar\w*",
            r"falls?|falling|fell|drop\w*|shrink\w*|shrank|decreas\w+|declin\w+|sink\w*",
        ),
        (
            r"high|higher|highest|above|best|best-paid|top|most|more|upper",
            r"low|lower|lowest|below|worst|lowest-paid|bottom|least|less|fewer|fewest",
        ),
        (r"easy|easier|easiest|simple|simpler", r"hard|harder|hardest|difficult"),
        (r"cheap\w*|inexpensive|affordable", r"expensive|costly|dear|pricey"),
        (
            r"often|usually|normal(?:ly)?|typical(?:ly)?|common(?:ly)?|frequent(?:ly)?|regularly",
            r"rare|uncommon|unusual",
        ),
        (r"first|before|earlier|early|earliest|beginning", r"last|after|later|late|latest|end"),
        (r"maximum|most", r"minimum|least"),
        (r"good|great|ideal|excellent|smart", r"bad|terrible"),
        (r"safer|safe|safest", r"riskier|risky|dangerous|unsafe"),
        (r"accept\w*|allow\w*|permit\w*|welcome\w*", r"reject\w*|declin\w+|forbid\w*|ban"),
        (r"strong\w*|strengthen\w*", r"weak\w*"),
        (r"open", r"closed"),
        (r"strict|formal", r"loose|lax|informal"),
        (r"fast\w*|quick\w*|rapid\w*", r"slow\w*"),
        (r"paid", r"unpaid"),
        (r"supervised", r"unsupervised"),
        (r"public|publicly", r"private|privately"),
        (r"senior|seniors|experienced", r"junior|juniors|entry-level|beginners?"),
        (r"full-time", r"part-time"),
        (r"inside|within", r"outside"),
        (r"gains?|gained|improv\w+|better", r"los[est]\w*|worsen\w*|worse"),
        (r"include[sd]?|including", r"exclude[sd]?|excluding"),
        (r"wide\w*|broad\w*|larg\w+|big\w*|great\w*", r"narrow\w*|small\w*|tiny"),
        (r"long|longer|longest", r"short|shorter|shortest"),
        (r"pass|passes|passed|succeed\w*", r"fail|fails|failed"),
        (r"similar\w*|same", r"differ\w*"),
    )
]
_UNIVERSAL = re.compile(
    r"\b(?:all|every|everyone|everybody|everywhere|always|never|nobody|none|each|any(?:one|where)?"
    r"|guarantee[sd]?|definitely|certainly|only|must|entirely|completely|invariably"
    r"|without\sexception)\b",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"\b(?:some|many|most|several|often|usually|typically|generally|normally|commonly|can|could"
    r"|may|might|about|around|roughly|mostly|sometimes|frequently|nearly|almost|likely|tends?"
    r"|in\sgeneral|a\sgood\sshare|for\sexample|among\sothers|a\sfew|half|majority)\b",
    re.IGNORECASE,
)


def negated(text: str) -> bool:
    """Return whether a clause denies something."""
    return _NEGATION.search(_NO_NEGATION.sub(" ", text)) is not None


def pivot(text: str) -> int | None:
    """Return where the word between the two sides of a comparison stands, or None."""
    match = _PIVOT.search(text)
    return match.start() if match else None


def opposed(one: str, other: str) -> bool:
    """Return whether a clause has the opposite of a word of another clause, and not that word."""
    for first, second in _OPPOSITES:
        sides = [(bool(first.search(text)), bool(second.search(text))) for text in (one, other)]
        if sides in ([(True, False), (False, True)], [(False, True), (True, False)]):
            return True
    return False


def universal(text: str) -> int:
    """Return how many words of a text allow no exception."""
    return len(_UNIVERSAL.findall(text))


def hedged(text: str) -> bool:
    """Return whether a text allows exceptions."""
    return _HEDGE.search(text) is not None
