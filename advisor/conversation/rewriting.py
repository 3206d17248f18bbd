"""Ways to fill in what a follow-up leaves open from the question before it.

What stands in contrast to something takes its place, "why?" takes the clause of the question
before, a pronoun gives way to what it stands for, and what has none of these is asked for the same
purpose as, or together with, the question before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from advisor.conversation.phrasing import Form, form_of
from advisor.conversation.tagging import NounPhrase
from advisor.index.library import Library
from advisor.models.embedding import Embedder
from advisor.text.abbreviations import expand

#: What speaks for two phrases being of one kind, or against it, beside their meaning: the same
#: preposition, both names, both possessives, all of a phrase or its last word alone replaced.
_SAME_PREPOSITION, _SAME_FORM, _WHOLE, _LAST = 0.15, 0.15, 0.03, -0.1
_LONGEST = 600
#: Two words before a noun that are as near as this exclude each other: "junior" and "senior".
_OF_ONE_KIND = 0.32
#: "a senior one", "the good ones": another kind of what was asked about.
_ANOTHER_KIND = re.compile(
    r"(?P<article>(?:an?|the|my|your) )?(?P<kind>[\w'’-]+(?: [\w'’-]+){0,2}) ones?", re.IGNORECASE
)
_NO_KIND = frozenset("this that other another next last same which each every any no only".split())
#: Words before a place or a time, which is not what was asked about.
_AROUND = frozenset(
    "in at on near around outside inside within across from to during before after".split()
)
_AND = re.compile(r"\s*(?:and|but|so|ok(?:ay)?)\b[\s,]*", re.IGNORECASE)
_PURPOSE = re.compile(
    r"(?:(?:how|where|when|why) )?(?:do|can|should|could|would|must|shall) (?:i|you|we|people|one) "
    r"(?:(?:have|need|want|try) to |really |also |even |ever )*(?P<what>.+)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Before:
    """The question before, standing alone, and what it was put in the place of, if anything."""

    question: str
    replaced: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Contrast:
    """The earlier question with something else in the place of a part of it, and how near in kind
    the two are, as a cosine similarity with what their forms say for it."""

    question: str
    replaced: str
    by: str
    nearness: float


def contrasted(
    fragment: Form, earlier: Form, library: Library, embedder: Embedder
) -> Contrast | None:
    """The earlier question with the part replaced that the fragment is nearest to in kind."""
    new = fragment.phrases[0]
    end_of_new = next(
        (
            end.end
            for end, other in zip(fragment.phrases, (*fragment.phrases[1:], None), strict=True)
            if other is None or other.preposition != "of"
        )
    )
    spans = [span for phrase in earlier.phrases for span in _parts(phrase)]
    if not spans:
        return None
    texts = [new_text := fragment.text[new.start : end_of_new]]
    texts += [earlier.text[start:end] for start, end, _ in spans]
    spelled = [expand(text, library.abbreviations) for text in texts]
    encoded = {index: each.vector for index, each in embedder.encode_passages(spelled)}
    nearness = []
    for number, (start, end, phrase) in enumerate(spans, 1):
        value = float(encoded[number] @ encoded[0])
        if new.preposition and new.preposition == phrase.preposition:
            value += _SAME_PREPOSITION
        if _same_form(new_text, earlier.text[start:end]):
            value += _SAME_FORM
        if (start, end) == (phrase.start, phrase.end):
            value += _WHOLE
        elif end == phrase.end:
            value += _LAST
        nearness.append(value)
    best = max(range(len(spans)), key=nearness.__getitem__)
    start, end, phrase = spans[best]
    if earlier.text[start:end].lower() == new_text.lower():
        return None
    said = _singular(new_text) if new.plural and end < phrase.end else new_text
    if (start, end) == (phrase.start, phrase.end):
        start = phrase.outer
        said = fragment.text[new.outer : end_of_new]
        if new.preposition and phrase.preposition:
            start, said = phrase.before, fragment.text[new.before : end_of_new]
        elif new.outer == new.start and _takes_article(
            earlier.text[phrase.outer : phrase.start], new
        ):
            start = phrase.start
    return Contrast(
        _question(earlier.text[:start] + said + earlier.text[end:]),
        earlier.text[phrase.start : phrase.end],
        new_text,
        nearness[best],
    )


def of_another_kind(form: Form, earlier: Form, embedder: Embedder) -> Contrast | None:
    """The earlier question for "a senior one": with another kind of what it was about, which takes
    the place of those words before the noun that it is near to in meaning."""
    match = _ANOTHER_KIND.fullmatch(form.text)
    phrases = [p for p in earlier.phrases if not p.preposition and p.words[-1].part == "noun"]
    if match is None or not phrases or match["kind"].lower() in _NO_KIND:
        return None
    phrase, kind = phrases[0], match["kind"]
    words = [earlier.text[word.start : word.end] for word in phrase.words]
    encoded = [each.vector for _, each in sorted(embedder.encode_passages([kind, *words[:-1]]))]
    kept = [
        word
        for word, vector in zip(words[:-1], encoded[1:], strict=True)
        if float(vector @ encoded[0]) < _OF_ONE_KIND
    ]
    noun = " ".join([*kept, words[-1]])
    article = match["article"] or earlier.text[phrase.outer : phrase.start]
    one = form.text.endswith("one") and phrase.plural
    said = f"{article}{kind} {_singular(noun) if one else noun}"
    question = _question(earlier.text[: phrase.outer] + said + earlier.text[phrase.end :])
    return Contrast(question, earlier.text[phrase.start : phrase.end], f"{kind} {noun}", 1.0)


def sluiced(form: Form, earlier: Form) -> str | None:
    """ "Why?" or "in which field?" with the earlier question's clause; None where they do not make
    one sentence."""
    said, words = form.text.rstrip(" ?"), _words(form)
    if (
        form.clause
        or "not" in words
        or any(token.part == "preposition" for token in form.tokens[1:])
    ):
        return None
    if earlier.is_at(0, "auxiliary"):
        adverbial = form.is_at(0, "preposition") or not form.phrases
        return _question(f"{said} {_lowered(earlier.text)}") if adverbial else None
    clause = next((token for token in earlier.tokens if token.part == "auxiliary"), None)
    if clause is None or not (earlier.is_at(0, "wh") and form.is_at(0, "wh")) or words[0] == "why":
        return None
    return _question(f"{said} {earlier.text[clause.start :]}")


def resolved(form: Form, earlier: Form, before: Before) -> str | None:
    """The question with what its first open pronoun stands for in its place."""
    for index in form.open_places:
        token = form.tokens[index]
        of_them = form.is_at(0, "wh") and form.word_at(index - 1) == "of"
        if before.replaced and (token.word == "both" or of_them):
            two = f"{before.replaced} and {before.by}"
            two = two if of_them else f"both {two}"
            return _question(form.text[: token.start] + two + form.text[token.end :])
        purpose = _purpose(earlier)
        if purpose and _is_deed(form, index):
            return _question(f"{form.text}, {purpose}")
        phrase = _antecedent(form, index, earlier)
        if phrase is None:
            continue
        start, end = token.start, token.end
        said = earlier.text[phrase.outer : phrase.end]
        led = form.is_at(index - 1, "noun", "wh", "determiner")
        if phrase.asked or (token.word in ("one", "ones") and led):
            said = earlier.text[phrase.start : phrase.end]
        if token.word == "one" and phrase.plural:
            said = _singular(said)
        if token.word in ("their", "its", "his", "her"):
            said += "'" if said.endswith("s") else "'s"
        elif token.word == "there":
            said = earlier.text[phrase.before : phrase.end] if phrase.preposition else f"in {said}"
        elif form.word_at(index - 1) == "of" and phrase.outer == phrase.start:
            said = f"the {said}"
        return _question(form.text[:start] + said + form.text[end:])
    return None


def toward(form: Form, earlier: Form) -> str | None:
    """The question with the purpose that it is asked for."""
    purpose = _purpose(earlier)
    if purpose is None or form.is_at(0, "auxiliary"):
        return None
    return _question(f"{form.text}, {purpose}")


def together(earlier: str, question: str, form: Form) -> str:
    """Both questions in one sentence."""
    if form.command:
        return f"{shortened(form.text)}: {_lowered(earlier)}"
    said = form.text if form.clause or form.question_word else _AND.sub("", question)
    return _question(f"{earlier.rstrip(' ?.!')}, and {_lowered(said.strip())}")


def shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else text[-_LONGEST:].partition(" ")[2]


def _same_form(one: str, other: str) -> bool:
    """Whether both are names, or both possessives."""
    names = one[:1].isupper() and other[:1].isupper()
    possessives = all(re.search(r"['’]s$", text) for text in (one, other))
    return names or possessives


def _singular(text: str) -> str:
    return f"{text[:-3]}y" if text.endswith("ies") else text.removesuffix("s")


def _takes_article(determiner: str, new: NounPhrase) -> bool:
    """Whether the determiner of what is replaced suits a phrase that came without one."""
    articles = determiner.lower().split()
    return bool(articles) and not new.plural and not new.named and articles[0] in ("the", "my")


def _parts(phrase: NounPhrase) -> list[tuple[int, int, NounPhrase]]:
    """A noun phrase, its first word and its last, as spans."""
    spans = [(phrase.start, phrase.end, phrase)]
    if len(phrase.words) > 1:
        ends = (phrase.words[0], phrase.words[-1])
        spans += [(word.start, word.end, phrase) for word in ends]
    return spans


def _is_deed(form: Form, index: int) -> bool:
    """Whether a pronoun stands for something done: "how long does it take", "what is that for"."""
    word, previous = form.word_at(index), form.word_at(index - 1)
    if word == "it":
        return form.word_at(index + 1) in ("take", "takes", "require", "requires")
    bare = not form.is_at(index + 1, "noun")
    return (
        word in ("that", "this")
        and bare
        and (previous == "for" or form.is_at(index - 1, "auxiliary"))
    )


def _antecedent(form: Form, index: int, earlier: Form) -> NounPhrase | None:
    """What a pronoun stands for; None where it is not one thing that the earlier question names.
    The subject comes first for several things, the last one named for one."""
    word = form.tokens[index].word
    if word in ("others", "then", "both"):
        return None
    if word in ("that", "this", "those", "these") and form.is_at(index + 1, "noun"):
        return None
    phrases = [each for each in earlier.phrases if each.words[-1].part == "noun"]
    if word == "there":
        placed = [p for p in phrases if p.preposition in ("in", "at", "on", "from")]
        chosen = placed or phrases
        return chosen[-1] if chosen else None
    if word in ("they", "them", "their", "theirs", "these", "those", "ones"):
        several = [each for each in phrases if each.plural]
        if several:
            return several[0]
        return phrases[0] if word in ("them", "those", "ones") and phrases else None
    asked = [each for each in phrases if each.asked]
    if asked or word == "one":
        chosen = asked or [p for p in phrases if p.plural] or phrases
        return chosen[0] if chosen and " or " not in earlier.text else None
    named = [p for p in phrases if p.preposition not in _AROUND and not p.plural]
    if earlier.is_at(0, "wh") and len(named) == 1 and _does(earlier, named[0]):
        return None
    return named[-1] if named else None


def _does(earlier: Form, phrase: NounPhrase) -> bool:
    """Whether a phrase is the subject of "do": not what was asked about, but who does it."""
    previous = [token for token in earlier.tokens if token.end <= phrase.outer]
    return bool(previous) and previous[-1].word in ("do", "does", "did")


def _purpose(earlier: Form) -> str | None:
    """What the asker of the earlier question is about to do: "to start my own shop"."""
    match = _PURPOSE.fullmatch(earlier.text.rstrip(" ?.!"))
    if match is None:
        return None
    what = match["what"]
    first = what.split()[0].lower()
    if first in ("need", "have", "want", "know", "earn", "make") or not form_of(what).content:
        return None
    return f"to {what}"


def _words(form: Form) -> list[str]:
    return [token.word for token in form.tokens]


def _lowered(text: str) -> str:
    """The text as it is inside a sentence: names and "I" keep their capital."""
    first = text.split()[0] if text.split() else ""
    if first[1:] != first[1:].lower() or first.split("'")[0] == "I" or first.isupper():
        return text
    known = form_of(text).tokens[:1]
    return text[0].lower() + text[1:] if known and known[0].part != "noun" else text


def _question(text: str) -> str:
    """The text as a question of no unreasonable length."""
    return shortened(" ".join(text.split()).rstrip(" ?.!,")) + "?"
