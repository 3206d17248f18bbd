"""Find the sentences of an answer that claim nothing: offers, wishes, lead-ins, silence."""

from __future__ import annotations

import re

from advisor.text.quantities import quantities_of
from advisor.text.words import is_content_word, words_of

_OFFER = re.compile(
    r"(?:(?:please |just )?(?:let me know|feel free to (?:ask|reach out|write|get in touch)|ask me"
    r"|ask (?:away|on|again))\b"
    r"|(?:if|whenever) you (?:have|would like|want|need|['’]d like)\b[^,]{0,80}, (?:just |please "
    r"|feel free to )?(?:let me know|ask|tell me)\b"
    r"|(?:would you like|do you want|shall i|should i|may i|can i|is there anything)\b[^?]*\?$"
    r"|i(?: can|['’]ll| will|['’]d| would)?(?: be)?(?: am|['’]m)? (?:happy|glad|here|able)"
    r" to help\b|i can help\b|(?:i )?hope (?:this|that|it) (?:helps?|answers)\b)",
    re.IGNORECASE,
)
_WISH = re.compile(
    r"(?:(?:good|best of) luck|all the best|congratulations|well done|(?:great|good) (?:question"
    r"|choice)|(?:many )?thanks|thank you|you(?: are|['’]re) (?:very )?welcome|hello|hi|hey"
    r"|goodbye|that(?:['’]s| is) a (?:great|good) question)"
    r"(?P<rest>(?: there)?(?: (?:with|on|in|for|to|as you)\b[^,;:–—]*)?)[\s.!]*$",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"(?:here(?:['’]s| is| are)|in (?:short|brief|summary|a nutshell)|to (?:sum up|summari[sz]e)"
    r"|overall|(?:according to|based on|from) the (?:guide|passages|sources)"
    r"|the guide (?:says|suggests|recommends|advises|mentions|lists|has)"
    r"(?: the following| this)?)\b",
    re.IGNORECASE,
)
_SILENCE = re.compile(
    r"\s*(?:(?:however|but|unfortunately|that said|sorry|note that|please note that|still)\W+)*"
    r"(?:"
    r"(?:the|this|your) (?:guides?|passages?|excerpts?|sections?|text|sources?)"
    r"(?: (?:itself|here|provided|cited|given|that i have))? "
    r"(?:do(?:es)? ?n[o'’]t|do(?:es)?n['’]t|never|has no|have no|gives? no|says? nothing"
    r"|is silent|are silent|offers? no|contains? no|provides? no)\b"
    r"(?: (?:say|mention|cover|specify|state|give|tell|discuss|address|include|contain|provide"
    r"|explain|go into|list|offer|compare|name|describe|information|details?|figures?|advice|about"
    r"|on))*"
    r"|(?:i|we) (?:can(?:no|['’])t|could ?n[o'’]t|could not|do(?: not|n['’]t)|did(?: not|n['’]t))"
    r" (?:find|see|have|know)\b(?=.*\b(?:guide|passages?|sections?|sources?)\b)"
    r")",
    re.IGNORECASE,
)
_TURN = re.compile(
    r"(?:[,;:–—]\s*|\s)(?:but|however|although|though|so|because|yet|since)\b|[;:–—]"
)
_OPENER = re.compile(
    r"^(?:(?:according to|based on|as) the (?:guide|passages?|sources?)(?: (?:says|notes|puts it))?"
    r"|the guide (?:says|states|notes|adds|explains|suggests|recommends|advises|mentions)(?: that)?"
    r"|in short|in summary|overall|in other words|good news|great question|good question|sure"
    r"|absolutely|of course|yes|no|so|well)\s*[,:!.–—]\s*|^the guide (?:says|states|notes|adds"
    r"|explains|suggests|recommends|advises|mentions) that\s+",
    re.IGNORECASE,
)
_SUBSTANCE = re.compile(r"https?:|www\.|@|\w\.(?:com|org|net|io)\b", re.IGNORECASE)
#: Words that make a statement of what looks like an offer or a wish.
_STATES = re.compile(
    r"\b(?:because|since|although|but|is|was|were|earns|pays|costs|requires|must|means|gets)\b"
    r"|\b(?<!you )(?<!if you )are\b|\bthat (?!helps?|answers|question|with)",
    re.IGNORECASE,
)
_MOST_WORDS = 22
_MOST_STEPS = 20
_TELLS = (
    r"(?:discuss|provid|contain|explain|describ|focus|mention|highlight|outlin|cover|list|address"
    r"|includ|emphasi[sz]|present|offer|giv|talk|says?\b|stat|show|summari[sz]|ha(?:s|ve)\b|is\b|are\b)"
)
_OF_PASSAGES = re.compile(
    r"(?:in )?(?:the|this|that|these|those|each|both|another)(?: \w+){0,2}? (?:passages?|excerpts?"
    r"|paragraphs?|snippets?)\b(?: \[?\d+\]?| (?:below|above|here|provided|given))?"
    rf"(?: [\"“'‘][^\"”]{{1,200}}[\"”'’])?(?: also)? {_TELLS}"
    r"|(?:it|they|he|she)(?: also| then)? (?:discuss(?:es)?|highlights?|mentions?|emphasi[sz]es?"
    r"|outlines?|(?:explains?|describes?) (?:that|how|the)|focus(?:es)? on"
    r"|provides? (?:information|guidance|details|an overview|insights?))\b"
    r"|passages? \[?\d+\]?(?: \w+)? ",
    re.IGNORECASE,
)


def claim_in(sentence: str, leads: bool = False) -> str | None:
    """Return what a sentence claims, without what only introduces it; None where it claims nothing.

    A sentence claims nothing when it has no content words, or is an offer, a wish, a lead-in or
    a remark that the guide is silent about something, and brings in no figure, address or further
    statement beside it.

    Args:
        sentence: visible words.
        leads: whether a list or a sentence follows that it leads to ("You have two options:").

    >>> claim_in("According to the guide, Python comes first.")
    'Python comes first.'
    >>> claim_in("Let me know if you would like to hear more!") is None
    True
    """
    text = " ".join(sentence.split()).strip()
    if not any(is_content_word(word) for word in words_of(text)):
        return None
    if silence := _SILENCE.match(text):
        rest = text[silence.end() :]
        turn = _TURN.search(rest)
        if _SUBSTANCE.search(text) or len(words_of(text)) > _MOST_WORDS * 2:
            return text
        return claim_in(rest[turn.end() :]) if turn else None
    bare = _bare(text)
    if (wish := _WISH.match(bare)) and _harmless(wish["rest"]):
        return None
    if _OFFER.match(bare) and _harmless(bare):
        return None
    if (lead := _LEAD_IN.match(bare)) and bare.endswith(":") and _harmless(bare[lead.end() :]):
        return None
    if leads and bare.endswith((":", "：")) and _harmless(bare):
        return None
    stripped = _OPENER.sub("", text, count=1)
    return claim_in(stripped) if stripped != text else text


def is_silence(sentence: str) -> bool:
    """Return whether a sentence says that the guide does not say something, and nothing else.

    >>> is_silence("The guide does not mention SQL.")
    True
    """
    return _SILENCE.match(" ".join(sentence.split())) is not None and claim_in(sentence) is None


def silent_on(sentence: str) -> str:
    """Return what a sentence says that the guide does not speak of.

    >>> silent_on("The guide does not say anything about visas.")
    'anything about visas.'
    """
    text = " ".join(sentence.split())
    match = _SILENCE.match(text)
    return text[match.end() :].strip(" ,;:") if match else text


def is_beside_the_point(sentence: str) -> bool:
    """Return whether a sentence tells a reader nothing: it asks back, or is about the passages that
    the writer was given, which the reader does not see.

    >>> is_beside_the_point("The next passage discusses salaries.")
    True
    >>> is_beside_the_point("The guide mentions salaries.")
    False
    """
    bare = _bare(" ".join(sentence.split()))
    asks_back = bare.endswith("?") and not _OFFER.match(bare)
    return asks_back or _OF_PASSAGES.match(bare) is not None


def _bare(text: str) -> str:
    return text.lstrip("\"'“‘*_-•> ")


def _harmless(text: str) -> bool:
    """Return whether a text claims nothing more than a small count ("two offers", "3 steps")."""
    figures = quantities_of(text)
    return (
        all(each.kind in ("count", "ordinal") and each.values[0] <= _MOST_STEPS for each in figures)
        and not _SUBSTANCE.search(text)
        and len(words_of(text)) <= _MOST_WORDS
        and not _STATES.search(text)
    )
