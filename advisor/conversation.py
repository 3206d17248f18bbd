"""A follow-up turned into a question that stands alone, without a language model.

Whether a question leaves something open is told by its form; where the form does not tell, by
retrieval: context helps a follow-up to find something nearer and clearer, and blurs a question on
another subject. What is left open is then filled in from the question before: what stands in
contrast to something takes its place ("And in Asia?" after "… in Europe?"), a pronoun gives way to
what it stands for, and what has neither is asked together with the question before. Compare
incomplete-utterance rewriting as editing of the context (Liu et al. 2020,
https://arxiv.org/abs/2009.13166).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from advisor.embedding import Embedder
from advisor.expansion import heading_words
from advisor.history import TURNS, Turn
from advisor.library import Library, Place
from advisor.passages import plain
from advisor.phrasing import Form, NounPhrase, form_of, last_sentence
from advisor.retrieval import Found
from advisor.smalltalk import small_talk, without_greeting

#: A question without anything open and with more content words than this stands alone.
_FEW = 2
#: From what cosine similarity on a phrase is the same kind of thing as another: when it alone
#: says so, and when the question is linked to the one before ("And …?").
_LIKE = 0.28
_LIKE_WHEN_LINKED = 0.38
#: How much nearer and clearer, by similarities, the best sentence must become with context.
_BETTER = 0.2
_LONGEST = 600
_THIS_SIMILAR = frozenset("same similar different true".split())


@dataclass(frozen=True, slots=True)
class _Before:
    """The question before, standing alone, and what it was put in the place of, if anything."""

    question: str
    replaced: str = ""
    by: str = ""


_Gate = Callable[[str, str], bool]


def stand_alone(
    question: str,
    turns: Sequence[Turn],
    retrieve: Callable[[str], Found],
    library: Library,
    embedder: Embedder,
) -> str:
    """A question that means without its conversation what it means in it.

    Args:
        question: what is asked now.
        turns: what was said before, oldest first.
        retrieve: what the guides have for a question; called twice at most, and not at all for a
            question whose form shows that it stands alone.
        library: the guides.
        embedder: the embedding model.

    Returns:
        The question as it is where it stands alone or changes the subject.
    """
    before = _last_subject(question, turns, embedder)
    if before is None or _is_small_talk(question):
        return question
    form = form_of(without_greeting(question))
    if form.wants_more:
        return _more(before.question, turns[-1].answer, retrieve)

    def helps(alone: str, together: str) -> bool:
        return _context_helps(retrieve(alone), retrieve(together))

    rewritten = _filled(question, form, before, helps, embedder)
    return question if rewritten is None else rewritten.question


def _last_subject(question: str, turns: Sequence[Turn], embedder: Embedder) -> _Before | None:
    """The last question before this one, made to stand alone by its form."""
    asked = [turn.question for turn in turns[-TURNS:] if not _is_small_talk(turn.question)]
    if asked and asked[-1] == question and not turns[-1].answer:
        asked.pop()
    before: _Before | None = None
    for text in asked:
        form = form_of(without_greeting(text))
        if before is None:
            before = _Before(_shortened(text))
        elif not form.wants_more:
            before = _filled(text, form, before, None, embedder) or _Before(_shortened(text))
    return before


def _filled(
    question: str, form: Form, before: _Before, helps: _Gate | None, embedder: Embedder
) -> _Before | None:
    """The question with what it leaves open filled in; None where it stands alone.

    Args:
        helps: whether a question does better together with the one before; where it is left
            out, only the form counts.
    """
    earlier = form_of(last_sentence(before.question))
    together = _together(before.question, question, form)

    def depends(default: bool) -> bool:
        return helps(question, together) if helps is not None else default

    fragment = _fragment(form)
    if fragment is not None:
        contrast = _contrast(fragment, earlier, embedder)
        sure = form.linked or fragment is not form
        least = _LIKE_WHEN_LINKED if sure else _LIKE
        if contrast is not None and (contrast.nearness >= least or _led(fragment, earlier)):
            return _Before(contrast.question, contrast.replaced, contrast.by)
        if not depends(sure):
            return None
        if contrast is not None and contrast.nearness >= _LIKE / 2:
            return _Before(contrast.question, contrast.replaced, contrast.by)
        return _Before(together)
    if form.question_word and not form.clause:
        if len(form.content) <= 1 or depends(default=True):
            return _Before(_sluiced(form, earlier) or together)
        return None
    places = form.open_places
    if places:
        weak = {form.tokens[index].word for index in places} == {"they"} and len(form.content) > _FEW
        if weak and not depends(default=False):
            return None
        return _Before(_resolved(form, earlier, before) or together)
    if len(form.content) > _FEW:
        return None
    if form.content and not depends(default=False):
        return None
    return _Before(_toward(form, earlier) or together)


def _fragment(form: Form) -> Form | None:
    """The form without a clause that stands in contrast to something, as "in Berlin" does in
    "Is it the same in Berlin?"; None for a clause and for "which …?"."""
    if form.clause and form.open_places and set(_words(form)) & _THIS_SIMILAR:
        phrases = [each for each in form.phrases if each.words[0].word not in _THIS_SIMILAR]
        if phrases:
            return form_of(form.text[phrases[-1].before :])
    if form.clause or form.question_word or not form.phrases:
        return None
    return form


@dataclass(frozen=True, slots=True)
class _Contrast:
    question: str
    replaced: str
    by: str
    nearness: float


def _contrast(fragment: Form, earlier: Form, embedder: Embedder) -> _Contrast | None:
    """The earlier question with the part replaced that the fragment is nearest to in kind."""
    new = _main(fragment)
    spans = [span for phrase in earlier.phrases for span in _parts(phrase)]
    if not spans:
        return None
    texts = [new_text := fragment.text[new.start : new.end]]
    texts += [earlier.text[start:end] for start, end, _ in spans]
    encoded = {index: each.vector for index, each in embedder.encode_passages(texts)}
    nearness = []
    for number, (start, end, phrase) in enumerate(spans, 1):
        value = float(encoded[number] @ encoded[0])
        same_place = bool(new.preposition) and new.preposition == phrase.preposition
        alike = phrase.named and new.named
        whole = (start, end) == (phrase.start, phrase.end)
        nearness.append(value + 0.15 * same_place + 0.1 * alike + 0.03 * whole)
    best = max(range(len(spans)), key=nearness.__getitem__)
    start, end, phrase = spans[best]
    if earlier.text[start:end].lower() == new_text.lower():
        return None
    said = new_text
    if (start, end) == (phrase.start, phrase.end):
        start = phrase.outer
        said = fragment.text[new.outer : new.end]
        if new.preposition and phrase.preposition:
            start, said = phrase.before, fragment.text[new.before : new.end]
        elif new.outer == new.start and _takes_article(earlier.text[phrase.outer : phrase.start], new):
            start = phrase.start
    return _Contrast(
        _question(earlier.text[:start] + said + earlier.text[end:]),
        earlier.text[phrase.start : phrase.end],
        new_text,
        nearness[best],
    )


def _takes_article(determiner: str, new: NounPhrase) -> bool:
    """Whether the determiner of what is replaced suits a phrase that came without one."""
    articles = determiner.lower().split()
    return bool(articles) and not new.plural and not new.named and articles[0] in ("the", "my")


def _parts(phrase: NounPhrase) -> list[tuple[int, int, NounPhrase]]:
    """A noun phrase and each of its words, as spans."""
    spans = [(phrase.start, phrase.end, phrase)]
    if len(phrase.words) > 1:
        spans += [(word.start, word.end, phrase) for word in phrase.words]
    return spans


def _main(fragment: Form) -> NounPhrase:
    return fragment.phrases[0]


def _led(fragment: Form, earlier: Form) -> bool:
    """Whether the fragment is led in by a preposition that leads in a part of the earlier
    question, too."""
    preposition = _main(fragment).preposition
    return bool(preposition) and any(p.preposition == preposition for p in earlier.phrases)


def _sluiced(form: Form, earlier: Form) -> str | None:
    """ "Why?" or "which libraries?" with the earlier question's clause."""
    said = form.text.rstrip(" ?")
    if earlier.is_at(0, "auxiliary") and _words(form)[-1:] != ["not"]:
        return _question(f"{said} {_lowered(earlier.text)}")
    if earlier.is_at(0, "wh") and not form.is_at(0, "wh"):
        return None
    for token in earlier.tokens:
        if token.part == "auxiliary" and earlier.is_at(0, "wh") and _words(form)[0] != "why":
            return _question(f"{said} {earlier.text[token.start :]}")
    return None


def _resolved(form: Form, earlier: Form, before: _Before) -> str | None:
    """The question with what its first open pronoun stands for in its place."""
    for index in form.open_places:
        token = form.tokens[index]
        if token.word == "both" and before.replaced:
            both = f"both {before.replaced} and {before.by}"
            return _question(form.text[: token.start] + both + form.text[token.end :])
        if token.word in ("that", "this") and not form.is_at(index + 1, "noun"):
            purpose = _purpose(earlier)
            if purpose and form.is_at(index - 1, "preposition", "auxiliary"):
                return _question(f"{form.text}, {purpose}")
        phrase = _antecedent(form, index, earlier)
        if phrase is None:
            continue
        start, end = token.start, token.end
        said = earlier.text[phrase.outer : phrase.end]
        if phrase.asked or token.word in ("one", "ones"):
            said = earlier.text[phrase.start : phrase.end]
        if token.word in ("their", "its", "his", "her"):
            said += "'" if said.endswith("s") else "'s"
        elif token.word == "there":
            said = earlier.text[phrase.before : phrase.end] if phrase.preposition else f"in {said}"
        elif form.word_at(index - 1) == "of" and phrase.outer == phrase.start:
            said = f"the {said}"
        return _question(form.text[:start] + said + form.text[end:])
    return None


def _antecedent(form: Form, index: int, earlier: Form) -> NounPhrase | None:
    """What a pronoun stands for; None where it is not one thing that the earlier question names.
    The subject comes first for several things, the last one named for one."""
    word = form.tokens[index].word
    if word in ("others", "then", "both") or form.is_at(index + 1, "noun") and word in (
        "that", "this", "those", "these",
    ):  # fmt: skip
        return None
    phrases = [each for each in earlier.phrases if each.words[-1].part == "noun"]
    if word == "there":
        placed = [p for p in phrases if p.preposition in ("in", "at", "on", "from")]
        return (placed or phrases or [None])[-1]
    if word in ("they", "them", "their", "theirs", "these", "those", "ones"):
        several = [each for each in phrases if each.plural]
        if several:
            return several[0]
        return phrases[0] if word in ("them", "those", "ones") and phrases else None
    asked = [each for each in phrases if each.asked]
    if asked or word == "one":
        chosen = asked or [p for p in phrases if p.plural] or phrases
        return chosen[0] if chosen and " or " not in earlier.text else None
    named = [p for p in phrases if p.preposition not in ("in", "at") and not p.plural]
    if earlier.is_at(0, "wh") and len(named) == 1 and _does(earlier, named[0]):
        return None
    return named[-1] if named else None


def _does(earlier: Form, phrase: NounPhrase) -> bool:
    """Whether a phrase is the subject of "do": not what was asked about, but who does it."""
    previous = [token for token in earlier.tokens if token.end <= phrase.outer]
    return bool(previous) and previous[-1].word in ("do", "does", "did")


_PURPOSE = re.compile(
    r"(?:(?:how|where|when|why) )?(?:do|can|should|could|would|must|shall) (?:i|you|we|people|one) "
    r"(?:(?:have|need|want|try) to |really |also |even |ever )*(?P<what>.+)",
    re.IGNORECASE,
)


def _purpose(earlier: Form) -> str | None:
    """What the asker of the earlier question is about to do: "to start my own shop"."""
    match = _PURPOSE.fullmatch(earlier.text.rstrip(" ?.!"))
    if match is None:
        return None
    what = match["what"]
    first = what.split()[0].lower()
    if first in ("need", "have", "want", "know", "get", "earn", "make") or not form_of(what).content:
        return None
    return f"to {what}"


def _toward(form: Form, earlier: Form) -> str | None:
    """The question with the purpose that it is asked for."""
    purpose = _purpose(earlier)
    if purpose is None or form.is_at(0, "auxiliary"):
        return None
    return _question(f"{form.text}, {purpose}")


def _together(earlier: str, question: str, form: Form) -> str:
    """Both questions in one sentence."""
    said = form.text if form.clause or form.question_word else question
    return _question(f"{earlier.rstrip(' ?.!')}, and {_lowered(said.strip())}")


def _more(earlier: str, told: str, retrieve: Callable[[str], Found]) -> str:
    """The earlier question aimed at what has not been told: at the section that fits best and of
    which most is left."""
    found = retrieve(earlier)
    for each in found.ranked[:3]:
        place = each.place
        untold = [p for p in place.sentences if plain(p.text).rstrip(".:!?") not in told]
        headings = heading_words(place.guide, place.section.path)
        if not untold or not headings:
            continue
        best = max(untold, key=lambda passage: each.similarity.get(passage.id, -1.0))
        return _question(
            f"{earlier.rstrip(' ?.!')}, and what more is there to say about "
            f"{_about(place, plain(best.text))}"
        )
    return earlier


def _about(place: Place, sentence: str) -> str:
    heading = heading_words(place.guide, place.section.path)[-1].rstrip(" :.?")
    phrases = form_of(sentence).phrases
    first = sentence_phrase(sentence, phrases[0]) if phrases else ""
    return f"{heading}: {first}" if first and first.lower() not in heading.lower() else heading


def sentence_phrase(sentence: str, phrase: NounPhrase) -> str:
    """The words of a noun phrase of a sentence."""
    return form_of(sentence).text[phrase.start : phrase.end]


def _context_helps(alone: Found, together: Found) -> bool:
    """Whether what is found with context is nearer and stands out more than without."""
    if not alone.question.encoding.words:
        return True
    gains = [one - other for one, other in zip(_clear(together), _clear(alone), strict=True)]
    return sum(gains) > _BETTER


def _clear(found: Found) -> tuple[float, float]:
    """How near the nearest sentence is, and how far it stands before the twenty nearest."""
    values = sorted((v for each in found.ranked for v in each.similarity.values()), reverse=True)
    nearest = values[:20]
    return (nearest[0], nearest[0] - sum(nearest) / len(nearest)) if nearest else (0.0, 0.0)


def _is_small_talk(text: str) -> bool:
    return small_talk(text, ()) is not None


def _words(form: Form) -> list[str]:
    return [token.word for token in form.tokens]


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else text[-_LONGEST:].partition(" ")[2]


def _lowered(text: str) -> str:
    """The text as it is inside a sentence: names and "I" keep their capital."""
    first = text.split()[0] if text.split() else ""
    if first[1:] != first[1:].lower() or first.split("'")[0] == "I" or first.isupper():
        return text
    known = form_of(text).tokens[:1]
    return text[0].lower() + text[1:] if known and known[0].part != "noun" else text


def _question(text: str) -> str:
    """The text as a question of no unreasonable length."""
    return _shortened(" ".join(text.split()).rstrip(" ?.!,")) + "?"
