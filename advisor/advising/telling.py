"""What a person tells of themselves, clause by clause: what they have, lack, half know, or want.

A clause is of one mind. What is said of others, asked of the advisor, or wished for is no sign that
the person has it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from advisor.text.questions import Message, message_of
from advisor.text.sentences import sentences

Stance = Literal["has", "lacks", "partly", "wishes", "other"]

#: The longest text that is read, in characters, and the most clauses of it.
LIMIT = 20_000
_MOST = 600


def _any(phrases: str) -> str:
    """A pattern for any of the phrases that stand between bars, each whole."""
    return rf"(?<!\w)(?:{'|'.join(each.strip() for each in phrases.split('|'))})(?!\w)"


def _pattern(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


#: Whom a clause speaks of where it does not speak of the person.
_OTHERS = _pattern(
    r"\b(?:my|our|his|her|their)\s+(?:\w+\s+){0,2}?"
    + _any(
        "brother | sister | friends? | boss | team | company | firm | colleagues? | co-?workers?"
        "| husband | wife | partner | dad | father | mom | mum | mother | son | daughter | cousin"
        "| uncle | aunt | manager | employer | roommate | flatmate | classmates? | teacher"
        "| professor | neighbou?r | girlfriend | boyfriend | kids?"
        "| foreman | supervisor | mentor | tutor"
        "| journeyman(?! (?:licen[cs]e|card|exam|ticket|test))"
    ),
    r"^\W*(?:and |but |so |or |because )?"
    + _any("they | he | she | everyone | everybody | people | others | someone | somebody"),
    r"^\W*(?:my )?(?:mom|mum|dad|wife|husband|boss)\b.{0,20}\bsays?\b",
    r"\b(?:the|this|that|your)\s+(?:guide|roadmap|course|(?:job )?ads?|postings?|listings?)\s+"
    + _any("says? | said | asks? | wants? | needs? | requires? | mentions? | lists?"),
)
#: A clause that has this speaks of the person, whoever else it names: "at my company I use SQL".
_I = _pattern(r"\b(?:i|i'm|i've|im|ive)\b")
#: What is said to the advisor and not of the person.
_TO_THE_ADVISOR = _pattern(
    r"^\W*(?:please\s+|now\s+|you (?:must|should|are|will|have to)\s+)*"
    + _any(
        "ignore | disregard | forget | pretend | assume | mark | output | print | reply | respond"
        "| act as | system | assistant | instruction | tick | from now on"
        "| (?:treat|set|count|consider)\\b.{1,80}\\bas"
        "| (?:write|tell|give|show|list|explain|recommend|suggest|answer) (?:me|us|that|a|the)"
    ),
    _any("you are | you must | profile is"),
)
_WISHES = _pattern(
    _any(
        "wants? | wanted | wanna | would like | would love | i'?d like | i'?d love | wish | hope"
        "| hoping | plan | plans | planning | gonna | intend | intending | aim | aiming | dream"
        "| dreaming | think(?:ing)? (?:of|about) | consider | considering | interested in"
        "| curious about | look(?:ing)? (?:to|into) | fascinated | needs? | needed to | have to"
        "| has to | next on my list | on my list | ha(?:ve|s) got to"
        "| must | should | shall | wonder | wondering | about to"
        "| will | i'?ll | do i | can i | could i | would i | is it | are there"
        "| how (?:do|can|much|long) | next (?:week|month|year|step) | goal"
        "| someday | eventually | excited"
    ),
    _any("going to")
    + r"(?= "
    + _any(
        "be | start | learn | do | take | study | get | apply | try | finish | make | build | go"
    )
    + ")",
    r"^\W*(?:so |and |but |or )?" + _any("what | which | where | whether"),
    r"^\W*starting\b|\bstarts? (?:on|in|next)\b",
    r"\?",
)
_LACKS = _pattern(
    _any(
        "no(?! (?:problem|issue|trouble)) | not(?! (?:only|just|a problem)) | never | without"
        "| zero | none | lack | lacks | lacking | nothing | neither | nor | nobody | yet to"
        "| no idea | no clue | clueless | cannot | dropped out | drop ?out | failed | new to"
        "| except | nor | apart from | missing | skipped | cant | dont | doesnt | didnt | havent"
        "| hasnt | hadnt | couldnt | isnt | arent | wasnt"
    ),
    r"n't\b",
)
_NOT_MUCH = _pattern(
    r"(?:\bnot|n't)\s+(?:\w+\s+){0,2}?"
    + _any(
        "much | very | so | that | too | really | great | good | strong | confident | fluent"
        "| a lot | expert"
    )
)
_NEVER = _pattern(_any("never | zero | no (?:idea|clue) | without | nothing | none"))
_ONLY_PARTLY = _pattern(
    _any(
        "bit | little | some(?! (?:day|one)) | basics? | beginner(?:'s)? | rusty | years ago"
        "| long ago | kind of | sort of | kinda | sorta | dabbl\\w+ | touched | playing around"
        "| play(?:ed|ing)? with | played around | forg[eo]t\\w* | used to | barely | hardly | half"
        "| shaky | weak | wobbly | vague\\w* | so-?so | intro\\w* | hello world"
        "| (?:some|few|only|watched|followed) tutorials?"
        "| few lines | couple | in progress | halfway | enrol\\w+ | at school | in (?:high )?school"
        "| maybe | i (?:think|guess|suppose) i (?:know|knew|remember|learned)"
        "| more or less | supposedly | apparently"
        "| only (?:the )?theory | hate | dislike | avoid\\w* | scared of | afraid of | bad at"
        "| struggl\\w+ | so so | seen | dodg\\w+"
        "| skipp?\\w* | i only | tried to | once | (?<!expert )(?<!advanced )(?<!native )level"
    ),
    _any("currently | still | just | now | been | am | i'?m | started | begun | began | busy")
    + r"\s+(?:\w+\s+)?"
    + _any(
        "learn\\w* | study | studying | take | taking | doing | reading | working through"
        "| going through | finishing"
    ),
    r"^\W*" + _any("learning | studying | taking"),
    r"\b(?:[1-7](?:st|nd|rd|th)|first|second|third|final|last)[ -]?(?:year|sem(?:ester)?)\b",
)
_HAS = _pattern(
    _any(
        "i | i'?m | ive | i've | i'd | my | me | know | have | had | did | done | completed"
        "| finished | passed | hold | graduated | worked | working | built | wrote | use | used"
        "| using | write | writing | proficient | experienced? | b\\.?sc? | b\\.?tech | b\\.?com"
        "| m\\.?sc | m\\.?tech | mba | phd | bachelor'?s? | master'?s | degree | diploma | fluent"
        "| comfortable | familiar | (?:good|great|handy|confident) (?:at|with) | strong | solid"
        "| skills? | certified | yoe"
        "| years? of | yes | daily | every day | all day | at work | done"
        "| (?:is|are) (?:fine|ok|okay|good|great|solid|strong|no problem)"
    )
)
_IS_SOMEBODY = _pattern(r"^\W*(?:hi\W+)?(?:i am|i'?m|as) an? [a-z-]{3,}(?: [a-z-]{3,})?\W*$")
#: Where a sentence turns: behind a mark, before a "but", and before an "and" that has a verb of its
#: own behind it.
_TURNS = _pattern(
    r"\s*(?:[;\n•·|()…]|[:,](?!\d)|\s[-–—]+\s|\.{2,}|(?<=\w)/\s)\s*",
    r"\s+(?="
    + _any("but | however | although | though | yet | except | while | whereas | because | since")
    + ")",
    r"\s+(?:and|or|&)\s+(?="
    + _any(
        "i | i'?m | i've | ive | never | no | none | nothing | not | don'?t | haven'?t"
        "| want | would | plan\\w*"
        "| am | know | have | did | can | can'?t | hope | a (?:bit|little) | some | my"
    )
    + ")",
)
#: Where a sentence ends that the next one follows without a capital, as people type.
_ENDS = re.compile(r"\n+|(?<=[\w)]{2})[.!]+\s+(?=[a-z])|(?<=\s[A-Z])\.\s+(?=[A-Z])")
#: "B.Sc.", "M. Tech.": no sentence ends there.
_DEGREE = re.compile(r"\b([BM])\.\s?([A-Z][a-z]{0,3})\b\.?", re.IGNORECASE)
#: What takes back the clause before it.
_TAKES_BACK = _pattern(
    r"^\W*(?:well,? )?"
    + _any("actually | no,? wait | not really | or rather | i mean | jk | kidding")
)
_TURNED = _pattern(r"^\W*but\b")
_OPPOSITE: dict[Stance, Stance] = {"has": "lacks", "lacks": "has", "partly": "has"}
#: A clause that begins so goes on with what the one before says of the things that it names.
_GOES_ON = _pattern(
    r"^\W*" + _any("and | or | nor | as well as | plus | also | even | like | such as | e\\.?g")
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of what a person tells: its words, and what it says of the things that it names."""

    text: str
    stance: Stance


def told_in(text: str) -> tuple[Clause, ...]:
    """Part what a person tells of themselves into clauses.

    Args:
        text: free text, or a CV.

    Returns:
        The clauses in order. A clause without a verb of its own ("…, SQL and R") says of what it
        names what the one before it in its sentence says.

    >>> [(each.text, each.stance) for each in told_in("I know SQL, R but never did any stats.")]
    [('I know SQL', 'has'), ('R', 'has'), ('but never did any stats.', 'lacks')]
    """
    found: list[Clause] = []
    text = _DEGREE.sub(r"\1\2", text[:LIMIT].replace("’", "'"))
    for start, end in sentences(text):
        for line in _ENDS.split(text[start:end]):
            found += _clauses(line)
            if len(found) >= _MOST:
                return tuple(found[:_MOST])
    return tuple(found)


def says_who(text: str) -> bool:
    """Tell whether a person says what they are: "I am a nurse"."""
    return any(_IS_SOMEBODY.match(each.text) for each in told_in(text))


def asking_part(text: str) -> Message:
    """Return what is left of a message that only asks when all that the person tells is taken out.

    >>> asking_part("Backend dev, six years of Go, can I do this?").bare
    ('can I do this?',)
    """
    return message_of(" ".join(each.text for each in told_in(text) if each.stance == "wishes"))


def told_as_skills(skills: Sequence[str]) -> tuple[Clause, ...]:
    """Read a list of skills, each of which may say how sure it is, as clauses."""
    return tuple(
        Clause(skill, "has" if stance in (None, "has") else stance)
        for skill in skills
        if skill.strip()
        for stance in (_stance(skill),)
    )


def _clauses(sentence: str) -> list[Clause]:
    pieces = [piece for piece in _TURNS.split(sentence) if any(map(str.isalnum, piece))]
    asks = sentence.rstrip("\"'”)!. ").endswith("?")
    found: list[Clause] = []
    before: Stance = "has"
    to_the_advisor = bool(pieces and _TO_THE_ADVISOR.search(pieces[0]))
    for number, piece in enumerate(pieces, 1):
        stance = _stance(piece)
        if stance is None and _TURNED.match(piece):
            stance = _OPPOSITE.get(before, before)
        elif stance is None or (stance == "has" and before == "other" and _GOES_ON.match(piece)):
            stance = before
        if asks and number == len(pieces) and not _HAS.search(piece):
            stance = "wishes"
        if number > 1 and to_the_advisor:
            stance = "other"
        if found and found[-1].stance == "has" and _TAKES_BACK.match(piece):
            found[-1] = replace(found[-1], stance="partly")
        found.append(Clause(piece.strip(), stance))
        before = stance
    return found


def _stance(clause: str) -> Stance | None:
    """What a clause says by itself; None where it has no verb that says anything."""
    if _TO_THE_ADVISOR.search(clause) or (_OTHERS.search(clause) and not _I.search(clause)):
        return "other"
    if _WISHES.search(clause):
        return "wishes"
    if _NOT_MUCH.search(clause):
        return "partly"
    if _NEVER.search(clause):
        return "lacks"
    if _ONLY_PARTLY.search(clause):
        return "partly"
    if _LACKS.search(clause):
        return "lacks"
    return "has" if _HAS.search(clause) else None
