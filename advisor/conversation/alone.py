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

from collections.abc import Callable, Sequence
from functools import cached_property

from advisor.answering.coverage import asks_for_unknown_term, is_elsewhere, verdict_of
from advisor.conversation.history import TURNS
from advisor.conversation.phrasing import Form, form_of, last_sentence
from advisor.conversation.rewriting import (
    Before,
    contrasted,
    of_another_kind,
    resolved,
    shortened,
    sluiced,
    together,
    toward,
)
from advisor.conversation.smalltalk import small_talk, without_greeting
from advisor.guide.context import heading_words
from advisor.guide.passages import plain
from advisor.index.library import Library, Place
from advisor.models.embedding import Embedder
from advisor.retrieval.retrieval import Found
from advisor.types import Turn
from advisor.weights import Weights

#: A question of more characters than this stands alone: who writes that much says what is meant.
_LONG = 300
#: A question without anything open and with more content words than this stands alone.
_FEW = 2
#: How near in kind two phrases are at least for one to take the other's place: where the question
#: is linked to the one before ("And …?"), where it is not, and where nothing else need be asked.
_LIKE_WHEN_LINKED, _LIKE, _SURELY_LIKE = 0.1, 0.28, 0.5
#: How much nearer and clearer the best sentence must become with context, by similarities: in
#: place of something else, for a question that is linked and for one that is not; together with
#: the question before, for one content word at most and for more.
_HARMLESS, _BETTER_IN_PLACE = -0.05, 0.1
_BETTER, _MUCH_BETTER = 0.2, 0.3
#: How much nearer to other questions than to a career adviser's one is that has changed to
#: another subject altogether.
_ELSEWHERE = 0.1
_LOOKED_INTO = 3
_ALIKE = frozenset("same similar different true".split())


def stand_alone(
    question: str,
    turns: Sequence[Turn],
    retrieve: Callable[[str], Found],
    library: Library,
    embedder: Embedder,
    weights: Weights,
) -> str:
    """Return a question that means by itself what this one means in its conversation.

    Args:
        question: what is asked now.
        turns: what was said before, oldest first.
        retrieve: what the guides have for a question; called twice at most, and not at all for a
            question whose form shows that it stands alone.
        library: the guides.
        embedder: the embedding model.
        weights: the fitted numbers that tell what the guides surely answer.

    Returns:
        The question as it is where it stands alone or changes the subject.
    """
    if len(question) > _LONG or _is_small_talk(question):
        return question
    form = form_of(without_greeting(question))
    before = _last_subject(question, turns, library, embedder)
    if before is None:
        return question
    if form.wants_more:
        return _more(before.question, " ".join(turn.answer for turn in turns), retrieve)
    worth = _Worth(question, retrieve, weights)
    filled = _filled(question, form, before, worth, library, embedder)
    return question if filled is None else filled.question


class _Worth:
    """What context is worth to a question: by how much what is found with it is nearer and stands
    out more than what is found for the question alone."""

    def __init__(self, question: str, retrieve: Callable[[str], Found], weights: Weights) -> None:
        self._question = question
        self._weights = weights
        self._retrieve = retrieve

    @cached_property
    def _alone(self) -> Found:
        return self._retrieve(self._question)

    def nothing(self) -> bool:
        """Whether the guides surely answer the question as it is, or it asks for a term that no
        guide has: then it is not about what was said before."""
        if asks_for_unknown_term(self._alone):
            return True
        return verdict_of(self._alone, self._weights).sureness >= self._weights.alone_from

    def elsewhere(self) -> bool:
        """Whether the question alone is on something that no guide could answer."""
        return is_elsewhere(self._alone, self._weights)

    def of(self, with_context: str, *, linked: bool) -> float:
        """What a rewritten question is worth, in similarity; endlessly little where the question
        alone is on something else than careers, unless it is linked to the one before."""
        alone = self._alone
        if not alone.question.encoding.words:
            return float("inf")
        if not linked and alone.question.elsewhere - alone.question.career > _ELSEWHERE:
            return -float("inf")
        return _clearness(self._retrieve(with_context)) - _clearness(alone)


def _last_subject(
    question: str, turns: Sequence[Turn], library: Library, embedder: Embedder
) -> Before | None:
    """The last question before this one, made to stand alone by its form."""
    asked = [turn.question for turn in turns[-TURNS:] if not _is_small_talk(turn.question)]
    if asked and asked[-1] == question and not turns[-1].answer:
        asked.pop()
    before: Before | None = None
    for text in asked:
        form = form_of(without_greeting(text))
        if before is None or len(text) > _LONG:
            before = Before(shortened(text))
        elif not form.wants_more:
            before = _filled(text, form, before, None, library, embedder) or Before(shortened(text))
    return before


def _filled(
    question: str,
    form: Form,
    before: Before,
    worth: _Worth | None,
    library: Library,
    embedder: Embedder,
) -> Before | None:
    """The question with what it leaves open filled in; None where it stands alone.

    Args:
        worth: tells what context is worth; where it is left out, only the form counts.
    """
    earlier = form_of(last_sentence(before.question))
    both = Before(together(before.question, question, form))
    few = len(form.content) <= _FEW

    def depends(default: bool) -> bool:
        least = _BETTER if len(form.content) <= 1 else _MUCH_BETTER
        if worth is None:
            return default
        return worth.of(both.question, linked=form.linked) > least

    def one_of(*rewritten: str | None) -> Before:
        return next((Before(text) for text in rewritten if text is not None), both)

    if form.about_telling and not form.open_places:
        return one_of(sluiced(form, earlier), toward(form, earlier))
    if kind := of_another_kind(form, earlier, embedder):
        return Before(kind.question, kind.replaced, kind.by)
    fragment = _fragment(form)
    if fragment is not None:
        linked = form.linked or fragment is not form
        contrast = contrasted(fragment, earlier, library, embedder)
        if contrast is None or contrast.nearness < _least_like(linked, worth):
            return both if depends(linked) else None
        if worth is not None and not (linked and contrast.nearness >= _SURELY_LIKE):
            least = _HARMLESS if linked else _BETTER_IN_PLACE
            if worth.of(contrast.question, linked=linked) < least:
                return None
        return Before(contrast.question, contrast.replaced, contrast.by)
    if form.question_word and not form.clause:
        if len(form.content) > 1 and not depends(default=True):
            return None
        return one_of(sluiced(form, earlier))
    if form.open_places:
        only_they = {form.word_at(index) for index in form.open_places} == {"they"}
        if only_they and not few and not depends(default=False):
            return None
        return one_of(resolved(form, earlier, before))
    if not few or not depends(default=False):
        return None
    if worth is not None and (worth.nothing() or (not form.linked and worth.elsewhere())):
        return None
    return one_of(toward(form, earlier))


def _least_like(linked: bool, worth: _Worth | None) -> float:
    """How near in kind a contrast must be at least to be looked into, or to be believed where
    nothing more is asked."""
    if worth is None:
        return _SURELY_LIKE - 0.1 if linked else _SURELY_LIKE
    return _LIKE_WHEN_LINKED if linked else _LIKE


def _fragment(form: Form) -> Form | None:
    """The form without a clause that stands in contrast to something, as "in Berlin" does in
    "Is it the same in Berlin?"; None for a clause and for "which …?"."""
    if form.clause and form.open_places and _ALIKE & {each.word for each in form.tokens}:
        phrases = [each for each in form.phrases if each.words[0].word not in _ALIKE]
        if phrases and phrases[-1].preposition in ("in", "at", "for", "on"):
            return form_of(form.text[phrases[-1].before :])
    if form.clause or form.question_word or not form.phrases:
        return None
    return form


def _more(earlier: str, told: str, retrieve: Callable[[str], Found]) -> str:
    """A question about what was not yet told of what the earlier question found: the nearest
    sentence that is left of the best section that was not told in full."""
    for each in retrieve(earlier).ranked[:_LOOKED_INTO]:
        untold = [p for p in each.place.sentences if plain(p.text).rstrip(".:!?") not in told]
        if not untold or not heading_words(each.place.guide, each.place.section.path):
            continue
        best = max(untold, key=lambda passage: each.similarity.get(passage.id, -1.0))
        return f"What more is there to say about {_about(each.place, plain(best.text), told)}?"
    return earlier


def _about(place: Place, sentence: str, told: str) -> str:
    """What a section tells in a sentence: its heading, and the first thing that the sentence
    names and that was not yet spoken of."""
    headings = [each.rstrip(" :.?") for each in heading_words(place.guide, place.section.path)]
    about = headings[-1]
    if len(headings) > 1 and len(about.split()) < _FEW + 1:
        about = f"{about} under {headings[-2]}"
    form = form_of(sentence)
    known = f"{told} {about}".lower()
    named = (form.text[each.start : each.end] for each in form.phrases)
    new = next((each for each in named if each.lower() not in known), "")
    return f"{about}: {new}" if new else about


def _clearness(found: Found) -> float:
    """How near the nearest sentence is, and how far it stands before the twenty nearest."""
    values = sorted((v for each in found.ranked for v in each.similarity.values()), reverse=True)
    nearest = values[:20]
    return 2 * nearest[0] - sum(nearest) / len(nearest) if nearest else 0.0


def _is_small_talk(text: str) -> bool:
    return small_talk(text, ()) is not None
