"""What people say to an adviser without asking anything."""

from __future__ import annotations

import re

_OPENING = (
    r"(?:(?:hi+|hey+|hello+|hiya|howdy|yo|greetings|good (?:morning|afternoon|evening|day))"
    r"(?: (?:there|again|all|everyone|bot|advis[eo]r|assistant|friend|team))*)"
)
_OPENING_ALONE = re.compile(rf"{_OPENING}(?: how are you(?: doing)?(?: today)?)?")
_OPENING_BEFORE = re.compile(rf"^\s*{_OPENING}\s*[,.!:;–—-]+\s*(?=\S)", re.IGNORECASE)
_THANKS = re.compile(
    r"(?:(?:ok(?:ay)?|great|perfect|cool|awesome|super|wonderful|nice|good|alright|brilliant) )*"
    r"(?:(?:many )?thanks|thank you|thank u|thx|ty|cheers|much appreciated|appreciate it)"
    r"(?: (?:so|very|a|much|lot|lots|again|for|your|the|all|help|helping|me|that|this|advice"
    r"|answers?|you|ok|bye))*"
)
_PRAISE = re.compile(
    r"(?:(?:ok(?:ay)?|great|perfect|cool|awesome|super|wonderful|nice|good|got it|alright|fine"
    r"|brilliant|that helps?|helpful|i see|understood|makes sense)(?: |$))+"
)
_FAREWELL = re.compile(
    r"(?:good ?bye|bye(?: bye)?|see (?:you|ya)(?: later| soon)?|ciao|good night)"
)
_HOW_ARE_YOU = re.compile(r"how are you(?: doing)?(?: today)?|how(?: i)?s it going|what ?s up|sup")
_WHO = re.compile(
    r"(?:who|what) (?:are|r) (?:you|u)|what is this(?: (?:site|page|thing|chat|bot|app))?"
    r"|are you (?:an? )?(?:ai|bot|robot|human|person|real|real person|machine|chatgpt|llm)"
    r"(?: or (?:an? )?(?:ai|bot|robot|human|person|real|machine))?"
    r"|(?:tell me about|introduce) yourself|what ?s your name|what is your name|do you have a name"
)
_WHAT_CAN = re.compile(
    r"what (?:can|do|could) (?:you|u|i) (?:do|help|answer|know|ask|tell)(?: (?:me|you|for|with|here"
    r"|about|us|help|to))*"
    r"|(?:how )?can (?:you|u) help(?: me)?"
    r"|how (?:do|does|can) (?:you|this|i use this|it) (?:work|help)"
    r"(?: me)?|help(?: me)?(?: please)?|how (?:do|can) i use (?:this|you)|what(?: are|re) you for"
    r"|what can i ask(?: you)?(?: here)?|what questions can i ask(?: you)?"
)
_NOT_WORDS = re.compile(r"[^\w\s]+|_")


def small_talk(message: str, titles: tuple[str, ...]) -> str | None:
    """A short reply to a greeting, thanks, a farewell, or a question about the adviser itself;
    None for everything else.

    Args:
        message: what the person wrote.
        titles: the titles of the guides that questions are answered from.
    """
    said = " ".join(_NOT_WORDS.sub("", message.lower()).split())
    about = f"“{titles[0]}”" if len(titles) == 1 else f"{len(titles)} career guides"
    if _HOW_ARE_YOU.fullmatch(said):
        return "I am well, thank you. What would you like to know about the career?"
    if _OPENING_ALONE.fullmatch(said):
        return f"Hello! Ask me anything about the career, and I will answer from {about}."
    if _FAREWELL.fullmatch(said):
        return "Goodbye, and good luck on your way."
    if _THANKS.fullmatch(said):
        return "You are welcome. Ask on whenever you like."
    if said and _PRAISE.fullmatch(said):
        return "Good. What else would you like to know?"
    if _WHO.fullmatch(said):
        return (
            f"I am a career adviser, a program that answers from {about}. Everything I say about "
            "the career is cited, so that you can check it."
        )
    if _WHAT_CAN.fullmatch(said):
        return (
            f"I answer career questions from {about}: every answer names the section and the "
            "words that it rests on, and when the guide does not say, I tell you so."
        )
    return None


def without_greeting(message: str) -> str:
    """The message without a greeting before what is asked: "Hi there, what …" is "what …"."""
    return _OPENING_BEFORE.sub("", message, count=1)
