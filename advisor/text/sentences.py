"""Sentences of prose as exact spans, with the abbreviations of English, German and Spanish."""

from __future__ import annotations

import re
from functools import cached_property

from advisor.text.languages import language_of
from advisor.text.words import words_of

_BOUNDARY = re.compile(
    r"""
    (?P<stop>[.!?…؟۔।॥։።]{1,10}) (?P<close>["'”’»“)\]*_`]{0,6}) (?P<gap>\s+)  # then white space
    | (?P<wide>[。！？]{1,10}[」』”]{0,3})                                 # scripts without spaces
    | (?:[ ]{2}|\\)\n                                                    # a Markdown hard break
    """,
    re.VERBOSE,
)
_LAST_WORD = re.compile(r"[^\s(\[\"'“‘*_–—/]+$")
_FIRST_WORD = re.compile(r"[\"'“‘(\[*_]*([\w$€£¥’'-]+)")
_MASK = re.compile(
    r"`[^`\n]{1,300}`"  # code
    r"|\[[^\[\]]{1,300}\]\([^()\s]{0,500}\)"  # links
    r"|<[a-zA-Z/!][^<>]{0,500}>"  # tags
)
_WORD = re.compile(r"[^\W_]")
#: Never the end of a sentence.
_OPEN = frozenset(
    """
    e.g i.e eg ie dr mr mrs ms prof vs v approx ca cf viz mt st gen rep sen gov hon rev capt
    lt sgt esp incl messrs mme
    z.b d.h u.a o.ä s.o s.u bzw ggf evtl inkl vgl sog z d bspw p.ej ej sra dra srta ud uds
    ee.uu núm pág avda aprox
    """.split()
)
#: Not the end of a sentence when a number follows.
_BEFORE_NUMBER = frozenset(
    """
    no nos art sec fig figs eq vol ch chap p pp para jan feb mar apr jun jul aug sep sept oct
    nov dec est min max avg c
    """.split()
)
#: The end of a sentence only when a word follows that commonly begins one.
_EITHER = frozenset(
    """
    u.s u.k u.s.a e.u u.n d.c a.m p.m inc ltd co corp llc plc ph.d b.sc m.sc b.a b.s m.a m.s
    m.d b.eng m.eng b.tech m.tech m.b.a d.phil ed.d jr sr univ dept asst assoc mgr
    """.split()
)
_STARTERS = frozenset(
    """
    a about above according additionally after all also although among an and another any are as
    at avoid be because before being besides both build but by can check choose consider create
    do don't during each earn either even every everyone few find first focus following for from
    furthermore get good having he hence here his how however i if in indeed instead is it it's
    its join keep last learn like look make many meanwhile moreover most much my nearly neither
    never new next no nor not nothing now of often on once one only or other others our over
    overall people practice read remember second several she should similarly since so some
    start starting still such take than that the their then there therefore these they third
    this those though through thus to today together try two typically under unlike until use
    using usually we what when where whether which while who why will with within without work
    yes yet you you'll your
    """.split()
)
_DOTTED_ORDINALS = frozenset("german danish norwegian finnish hungarian turkish".split())
_PARENTHESES = re.compile(r"[()]")
_PARENTHESIS = 300


def sentences(text: str) -> list[tuple[int, int]]:
    """Split a paragraph into sentences.

    Args:
        text: one paragraph; line breaks count as spaces, except Markdown's hard breaks,
            which end a sentence.

    Returns:
        Spans `(start, end)` in order, without surrounding white space. Together they hold
        every character of `text` that is not white space.
    """
    masks = [match.span() for match in _MASK.finditer(text)]
    closing = _matching_parentheses(text)
    spans: list[tuple[int, int]] = []
    ordinals = _Ordinals(text)
    start = mask = pair = open_until = 0
    for match in _BOUNDARY.finditer(text):
        at = match.start()
        while mask < len(masks) and masks[mask][1] <= at:
            mask += 1
        if mask < len(masks) and masks[mask][0] < at:
            continue
        while pair < len(closing) and closing[pair][0] < at:
            open_until = max(open_until, closing[pair][1])
            pair += 1
        if match["stop"] is not None:
            if at < open_until and match.end("close") <= open_until:
                continue
            if not _ends(text, start, match, ordinals):
                continue
            end = match.end("close")
        else:
            end = match.end()
        start = _append(spans, text, start, end)
    _append(spans, text, start, len(text))
    return spans


class _Ordinals:
    """Whether the language of a text writes a dot after an ordinal, looked up once it matters."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def have_dots(self) -> bool:
        """Whether "3." may be "third"."""
        return language_of(words_of(self._text)).name in _DOTTED_ORDINALS


def _append(spans: list[tuple[int, int]], text: str, start: int, end: int) -> int:
    piece = text[start:end]
    stripped = piece.strip()
    if stripped:
        if spans and not _WORD.search(stripped):
            # An emoji or a mark left over belongs to the sentence before it.
            spans[-1] = (spans[-1][0], start + len(piece.rstrip()))
            return end
        begin = start + len(piece) - len(piece.lstrip())
        spans.append((begin, begin + len(stripped)))
    return end


def _matching_parentheses(text: str) -> list[tuple[int, int]]:
    """Return the positions of the parentheses that belong together and are near to each other, in
    the order of the opening ones."""
    pairs: list[tuple[int, int]] = []
    stack: list[int] = []
    for match in _PARENTHESES.finditer(text):
        if match[0] == "(":
            stack.append(match.start())
        elif stack:
            opening = stack.pop()
            if match.start() - opening <= _PARENTHESIS:
                pairs.append((opening, match.start()))
    return sorted(pairs)


def _ends(text: str, start: int, match: re.Match[str], ordinals: _Ordinals) -> bool:
    follower = text[match.end() : match.end() + 40]
    if not follower:
        return True
    first = _FIRST_WORD.match(follower)
    word = first[1] if first else ""
    if word and word[0].islower():
        return False
    stop = match["stop"]
    if "!" in stop or "?" in stop or match["close"].strip("*_`") or len(stop) > 1:
        return True
    before = text[max(start, match.start() - 40) : match.start()]
    last = _LAST_WORD.search(before)
    token = last[0].lower() if last else ""
    if not token:
        return True
    if token in _OPEN:
        return False
    if token in _BEFORE_NUMBER and word[:1].isdigit():
        return False
    numbers = token.isdigit() or (len(token) == 1 and token.isalpha())
    if numbers and not before[: -len(token)].strip(" *_\n\t"):
        return False  # "1. Learn", "A. Yes": the number of a step, or who answers
    if token.isdigit() and len(token) < 3 and ordinals.have_dots:
        return False  # "im 3. Semester"
    initial = len(token) == 1 and token.isalpha() and text[match.start() - 1].isupper()
    if token in _EITHER or initial:
        return word.lower() in _STARTERS or not word
    return True
