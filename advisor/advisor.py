"""The advisor: ingest guides, search them, and answer questions from them."""

from __future__ import annotations

import hashlib
import logging
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from advisor.advising.framing import framed_answer
from advisor.advising.gaps import Judged, judged
from advisor.advising.plans import plan_of, requirement_of
from advisor.advising.profile import read_profile, wishes_in
from advisor.advising.requirements import needs_of
from advisor.advising.telling import asking_part, says_who
from advisor.advising.wording import Wording
from advisor.answering.answering import Asking, Part, answered, outline_answer
from advisor.answering.coverage import verdict_of
from advisor.answering.judging import Judge
from advisor.answering.languages import in_guides_language
from advisor.answering.outline import Outlines, Wish, wish_of
from advisor.answering.suggestions import next_questions, question_about, starters, way_question
from advisor.answering.unanswered import Topic, UnansweredQuestions, topics_of
from advisor.answering.writing import Writer
from advisor.checking import Checker
from advisor.conversation.alone import stand_alone
from advisor.conversation.by_model import rewritten
from advisor.conversation.history import messages_of, shown_in
from advisor.conversation.smalltalk import small_talk, without_greeting
from advisor.errors import QuestionError, StoreError
from advisor.guide.standing import standing_of
from advisor.index.chroma import ChromaServer
from advisor.index.generations import Generations, Home, InPlace
from advisor.index.library import Library
from advisor.index.live import Live, Snapshot
from advisor.ingest.gathering import gathered
from advisor.ingest.sources import original_of
from advisor.ingest.updating import Updates, no_such_guide
from advisor.models.chat import LangChainModel
from advisor.models.embedding import Embedder, FloatArray
from advisor.models.encoding_cache import EncodingCache
from advisor.models.entailment import checking_model_of
from advisor.models.reranking import NONE, BundledReranker, reranker_of
from advisor.retrieval.retrieval import (
    Found,
    complete,
    examine,
    find,
    folded,
    read,
    rerank,
    understand,
)
from advisor.retrieval.scope import scope_of
from advisor.retrieval.subjects import Subjects
from advisor.settings import Settings
from advisor.text.languages import ENGLISH
from advisor.text.questions import message_of
from advisor.types import (
    Answer,
    Citation,
    Guide,
    Hit,
    IngestReport,
    Message,
    Plan,
    Profile,
    Requirement,
    Reranker,
    Standing,
    Taught,
    Turn,
)
from advisor.weights import Weights

if TYPE_CHECKING:
    from langchain_core.retrievers import BaseRetriever
    from langchain_core.runnables import Runnable
    from langchain_core.tools import BaseTool

#: The longest question that is answered, in characters.
QUESTION_LIMIT = 4_000

_ATTEMPTS = 5
_logger = logging.getLogger(__name__)


class Advisor:
    """Answers questions from guides, and cites them word for word.

    Making one is cheap; models load on first use. One advisor may be used from many threads,
    and several processes may share a data folder.

    Args:
        settings: read from the environment when left out.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self._weights = Weights()
        self._embedder = Embedder(
            self.settings.embedding_model,
            self.settings.query_prompt,
            self.settings.passage_prompt,
        )
        self._subjects = Subjects(self._embedder)
        self._outlines = Outlines(self._embedder, lambda: self._encodings("headings"))
        self._reranker = reranker_of(self.settings.reranker)
        self._model = LangChainModel(self.settings) if self.settings.model else None
        self._judge = self._make_judge()
        self._checking_model = checking_model_of(self.settings.checking_model)
        self._checker: tuple[Library, Checker] | None = None
        self._unanswered = UnansweredQuestions(self.settings.data_dir / "unanswered.sqlite")
        self._asked_vectors: dict[str, FloatArray] = {}
        self._guard = threading.RLock()
        self._home = _home(self.settings)
        self._following: Live | None = None
        self._caches: dict[str, EncodingCache] = {}

    def __enter__(self) -> Advisor:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the store."""
        with self._guard:
            for cache in self._caches.values():
                cache.close()
            self._caches.clear()
            if self._following is not None:
                self._following.close()
            self._following = None

    def warm(self) -> None:
        """Load the models, so that the first question need not wait for them.

        Raises:
            ModelError: a model cannot be loaded.
            StoreError: the store cannot be used.
        """
        guides = self.guides()
        self._subjects.nearness(self._embedder.encode_question("warm up").vector)
        if self._model is not None and self._checking_model is not None:
            self._checking_model.probability("Warm up.", ["Warm up."])
        if guides:
            _ = self._current().library.keywords

    def ingest(
        self,
        paths: Iterable[str | os.PathLike[str]],
        *,
        progress: Callable[[int, int], None] | None = None,
        waiting: Callable[[str], None] | None = None,
        fetching: Callable[[str], None] | None = None,
        dry_run: bool = False,
        rebuild: bool = False,
        replaces: Mapping[str | os.PathLike[str], str] | None = None,
    ) -> IngestReport:
        """Make the store hold the present content of guides.

        Only what changed is embedded. A guide that came from one of the folders and whose file
        is gone is removed; guides from elsewhere stay. A page is sent again only if it has changed,
        and its guide stays where it cannot be fetched, or is gone.

        Args:
            paths: files and folders; as strings, also addresses of pages and sitemaps
                ("https://…"), and files that list these ("@FILE").
            progress: called with the number of passages embedded so far, and of all.
            waiting: called with who holds the lock, when another ingest has to be waited for.
            fetching: called with each address before it is fetched.
            dry_run: report what would change, and change nothing.
            rebuild: make the store anew for another embedding model, or when another version of
                the advisor made it; the guides that it holds come along where they can be read.
            replaces: which of the files are the next editions of live guides that came from other
                files, by the guides' names. Such another file is left out from then on, until it
                changes; then it is the next edition.

        Returns:
            What changed. Files that could not be read, or are left out, are named in it.

        Raises:
            GuideError: nothing could be read.
            StoreError: the store cannot be used, or another ingest has been running for long.
            ModelError: the embedding model cannot be loaded.
        """
        if isinstance(paths, (str, os.PathLike)):
            paths = [paths]
        taking = {Path(path).resolve(): name for path, name in (replaces or {}).items()}
        with gathered(paths, self.settings, fetching, keep=not dry_run) as sources:
            if dry_run:
                return self._updates().preview(sources, taking)
            make = self._updates().rebuild if rebuild else self._updates().ingest
            return make(sources, taking, progress, waiting)

    def remove(self, name: str, *, waiting: Callable[[str], None] | None = None) -> IngestReport:
        """Take a guide out of the store; its file stays where it is.

        Args:
            name: the guide.
            waiting: called with who holds the lock, when an ingest has to be waited for.

        Raises:
            GuideError: no guide of that name is live.
            StoreError: the store cannot be used.
        """
        return self._updates().remove(name, waiting)

    def search(self, question: str, k: int = 5) -> list[Hit]:
        """Return the sections that fit a question best.

        Args:
            question: what is asked, in words or keywords.
            k: how many sections at most.

        Returns:
            At most `k` hits, best first, one per section.

        Raises:
            QuestionError: the question is empty or too long, or `k` is below 1.
            StoreError: the store is empty or cannot be used.
        """
        if k < 1:
            raise QuestionError(f"k is {k}; ask for at least 1 section.")
        ranked = self._retrieve(_checked(question)).ranked
        return [
            Hit(
                guide=each.place.guide.name,
                section=each.place.section.path,
                text=each.place.text,
                score=each.score,
                start=each.place.start,
                end=each.place.end,
            )
            for each in ranked[:k]
        ]

    def ask(
        self, question: str, history: Sequence[Message] = (), profile: Profile | None = None
    ) -> Answer:
        """Answer a question.

        Args:
            question: what is asked.
            history: the conversation before it.
            profile: what is known of the person beside what they say in the conversation. Answers
                along the way leave out what they have.

        Returns:
            The answer, with its citations.

        Raises:
            QuestionError: the question is empty or too long.
            StoreError: the store is empty or cannot be used.
        """
        *_, whole = self.stream(question, history, profile)
        return whole

    def stream(
        self, question: str, history: Sequence[Message] = (), profile: Profile | None = None
    ) -> Iterator[Answer]:
        """Answer a question bit by bit.

        Args:
            question: what is asked.
            history: the conversation before it.
            profile: as in `ask`.

        Yields:
            Growing answers; the last one is what `ask` returns.

        Raises:
            QuestionError: the question is empty or too long.
            StoreError: the store is empty or cannot be used.
        """
        asked = _checked(question)
        library = self._current().library
        turns, shown = messages_of(history), shown_in(history) | self._endings(library)
        reply = small_talk(asked, tuple(e.guide.title for e in library.editions.values()))
        if reply is not None:
            suggestions = tuple(each for each in self.examples(6) if each.lower() not in shown)
            yield Answer(reply, coverage="covered", suggestions=suggestions[:3])
            return
        translated = self._translated(asked, turns)
        message = message_of(without_greeting(translated or asked))
        wish = wish_of(message, library) or self._wish_behind(asked, library)
        if wish is not None:
            told = "\n".join([*(turn.question for turn in turns), asked])
            known = replace(
                profile or Profile(), about=f"{profile.about if profile else ''}\n{told}"
            )
            yield from self._along_outline(*wish, known, library, shown)
            return
        before = () if translated else turns  # a translation stands alone
        background = message.background
        parts = [self._part(words, before, background) for words in message.questions]
        found = parts[0].found if len(parts) == 1 else self._found(translated or asked)
        asking = Asking(tuple(parts), found, turns, shown, asked, self.examples(6))
        whole = Answer("")
        for whole in answered(asking, self._writer_for(found.library), self._weights):
            yield whole
        if whole.coverage != "covered" and self.settings.keep_unanswered:
            refused = whole.coverage == "not_covered"
            try:
                self._unanswered.keep(asked, "not covered" if refused else "in doubt")
            except StoreError as error:  # the answer itself needs no room on the disk
                _logger.warning("An unanswered question was not kept. %s", error)

    def standing_alone(self, question: str, history: Sequence[Message]) -> str:
        """Return a follow-up as the question that is looked up for it: what it means by itself is
        what it means in its conversation.

        Args:
            question: what is asked.
            history: the conversation before it.

        Raises:
            QuestionError: the question is empty or too long.
            StoreError: the store is empty or cannot be used.
        """
        return self._alone(_checked(question), messages_of(history))

    def gaps(self, profile: Profile, guide: str | None = None) -> list[Requirement]:
        """Tell of each thing that a guide asks for whether a person has it.

        Args:
            profile: what the person tells of themselves; it is never evidence for what is asked.
            guide: the guide's name; without it the one guide that there is, or that the person's
                goal names.

        Returns:
            What the guide asks to know, do and show, in its order; nothing where it has no sections
            that say so.

        Raises:
            GuideError: no guide of that name is live.
            QuestionError: it could be any of several guides.
            StoreError: the store is empty or cannot be used.
        """
        library = self._current().library
        found = self._judged(profile, self._guide_for(profile, guide, library), library)
        return [requirement_of(each, library, number) for number, each in enumerate(found, 1)]

    def plan(self, profile: Profile, guide: str | None = None) -> Plan:
        """Lay out the way to where a guide leads, without what a person has already.

        Args:
            profile: what the person tells of themselves.
            guide: as in `gaps`.

        Returns:
            The steps in the guide's order, each with what of it is left, in the guide's own words.
            A language model, if there is one, words them anew, checked as answers are; it is sent
            what is left, and nothing else of the profile.

        Raises:
            GuideError: no guide of that name is live.
            QuestionError: it could be any of several guides.
            StoreError: the store is empty or cannot be used.
        """
        library = self._current().library
        profile = read_profile(profile)
        chosen = self._guide_for(profile, guide, library)
        found = self._judged(profile, chosen, library)
        way = self._outlines.way_of(chosen, library)
        writer = self._writer_for(library)
        words = None if writer is None else Wording(writer, self._found)
        model = None if writer is None else writer.model.name
        return plan_of(profile, chosen, way, found, library, words, model)

    def _judged(self, profile: Profile, guide: Guide, library: Library) -> tuple[Judged, ...]:
        needs = needs_of(guide, self._outlines, library)
        return judged(profile, needs, guide.title)

    def _guide_for(self, profile: Profile, name: str | None, library: Library) -> Guide:
        """Return the guide of a name, or the one that a person wants to follow."""
        if name is not None:
            return self.guide(name)
        names = set(library.editions) - set(library.newer)
        for wish in wishes_in(profile):
            about = scope_of(wish, library).guides & names
            if len(about) == 1:
                names = set(about)
        if len(names) > 1:
            titles = ", ".join(
                f"{library.editions[each].guide.title} ({each})" for each in sorted(names)
            )
            raise QuestionError(
                f"Which guide is it about? Say what you want to become, or name one: {titles}."
            )
        (only,) = names
        return library.editions[only].guide

    def as_retriever(self, k: int = 5) -> BaseRetriever:
        """Return a LangChain retriever that finds sections.

        Args:
            k: how many sections at most.
        """
        from advisor.programs.langchain import GuideRetriever

        return GuideRetriever(advisor=self, k=k)

    def as_tool(self) -> BaseTool:
        """Return a LangChain tool that an agent can ask; its artifact is the `Answer`.

        Raises:
            StoreError: the store cannot be used.
        """
        from advisor.programs.langchain import tool_of

        return tool_of(self, [guide.title for guide in self.guides()])

    def as_runnable(self) -> Runnable[Any, Answer]:
        """Return a LangChain runnable from a question, or a mapping with "question" and
        "history", to an `Answer`; streamed, it gives growing answers."""
        from advisor.programs.langchain import GuideRunnable

        return GuideRunnable(self)

    def guides(self) -> tuple[Guide, ...]:
        """Return the live guides, by name."""
        editions = self._live().snapshot().library.editions
        return tuple(edition.guide for edition in editions.values())

    def guide(self, name: str) -> Guide:
        """Return the live edition of a guide.

        Raises:
            GuideError: no guide of that name is live.
        """
        guides = {guide.name: guide for guide in self.guides()}
        if name not in guides:
            raise no_such_guide(name, guides)
        return guides[name]

    def original(self, name: str) -> str | None:
        """Return where what a live guide was read from still lies unchanged.

        Args:
            name: the guide's.

        Returns:
            The absolute path of its file, or the address of its web page; None if the file is gone
            or is another by now, or if the setting `open_originals` is off.

        Raises:
            GuideError: no guide of that name is live.
        """
        self.guide(name)
        if not self.settings.open_originals:
            return None
        head = next(head for head in self._current().heads if head.name == name)
        return original_of(head)

    def standing(self, citation: Citation) -> Standing:
        """Tell whether what a citation of an earlier answer quotes still stands.

        Args:
            citation: a citation of any edition.

        Returns:
            "current" if the quoted words still stand where they stood, "moved" if they stand
            elsewhere in the guide, and "gone" if they do not.
        """
        guides = {guide.name: guide for guide in self.guides()}
        return standing_of(guides.get(citation.guide), citation)

    def examples(self, count: int = 4) -> tuple[str, ...]:
        """Return questions to begin with: the way of each guide, and its main sections.

        Args:
            count: how many at most.
        """
        if not self.guides():
            return ()
        library = self._current().library
        sections = [
            (edition.guide, self._outlines.main_sections(edition.guide, library))
            for edition in library.editions.values()
        ]
        return starters(sections, count)

    def _wish_behind(self, asked: str, library: Library) -> tuple[Wish, tuple[Guide, ...]] | None:
        """Return what is wished for behind what a person tells of themselves in the same sentence;
        None where they tell neither who they are nor of anything that the guide asks for."""
        wish = wish_of(asking_part(asked), library)
        if wish is None or says_who(asked):
            return wish
        told = (each for guide in wish[1] for each in self._judged(Profile(asked), guide, library))
        return wish if any(each.status != "missing" for each in told) else None

    def _along_outline(
        self,
        wish: Wish,
        guides: tuple[Guide, ...],
        profile: Profile,
        library: Library,
        not_suggested: frozenset[str],
    ) -> Iterator[Answer]:
        if len(guides) > 1:
            names = ", ".join(f"“{guide.title}”" for guide in guides[:8])
            ways = tuple(dict.fromkeys(way_question(guide) for guide in guides))
            yield Answer(
                f"Which guide do you mean? There are {len(guides)}: {names}.",
                coverage="partial",
                suggestions=ways[:3],
            )
            return
        (guide,) = guides
        found = self._judged(profile, guide, library) if wish != "summary" else ()
        if found and (wish == "gaps" or any(each.status == "have" for each in found)):
            plan = plan_of(profile, guide, self._outlines.way_of(guide, library), found, library)
            yield from framed_answer(plan, wish, self._after(plan, library, not_suggested))
            return
        sections = self._outlines.main_sections(guide, library)
        yield from outline_answer(wish, guide, sections, library, not_suggested)

    def _after(
        self, plan: Plan, library: Library, not_suggested: frozenset[str]
    ) -> tuple[str, ...]:
        """Return what to suggest after an answer along a plan."""
        starts = {(each.guide, each.start) for step in plan.steps for each in step.citations}
        quoted = [
            passage
            for place in library.places
            for passage in place.sentences
            if (passage.guide, passage.start) in starts
        ]
        return next_questions(library, quoted, not_suggested)

    def _endings(self, library: Library) -> frozenset[str]:
        """Return the questions about what only ends a guide, in lower case."""
        return frozenset(
            (question_about(place) or "").lower()
            for edition in library.editions.values()
            for section in self._outlines.main_sections(edition.guide, library)
            for place in section.places
            if section.kind == "end"
        )

    def _part(self, words: str, turns: tuple[Turn, ...], told: tuple[str, ...]) -> Part:
        alone = self._alone(words, turns)
        found = self._found(alone, tuple(turn.question for turn in turns), told)
        verdict = verdict_of(found, self._weights)
        if found.question.inherited and verdict.coverage == "not_covered":
            found = self._found(alone, told=told)  # it may be about another guide after all
            verdict = verdict_of(found, self._weights)
        return Part(words, found, verdict)

    def _make_judge(self) -> LangChainModel | None:
        """Return the model that judges what another writes, where one does."""
        settings, model = self.settings, self._model
        if model is None or settings.check != "full" or settings.checking_model:
            return None
        if settings.judge_model:
            return LangChainModel(settings, settings.judge_model)
        return None if model.is_local_pipeline else model

    def _writer_for(self, library: Library) -> Writer | None:
        if self._model is None:
            return None
        return Writer(
            self._model,
            self._checker_for(library),
            Judge(self._judge) if self._judge else None,
            self._found,
            self.settings.model_context,
            self.settings.check,
        )

    def _checker_for(self, library: Library) -> Checker:
        """Return a checker that knows the library's abbreviations; the same one for as long as the
        library is live."""
        if self._checker is None or self._checker[0] is not library:
            checker = Checker(self._embedder, library.abbreviations, self._checking_model)
            self._checker = library, checker
        return self._checker[1]

    def feedback(
        self, question: str, *, helpful: bool | None, reason: str = "", vote: str = ""
    ) -> None:
        """Keep whether an answer helped. An answer that did not help is kept with the unanswered
        questions. Nothing is kept when `keep_unanswered` is off.

        Args:
            question: what was asked.
            helpful: whether the answer helped; None takes the vote back.
            reason: why not, in the asker's words.
            vote: an id of the caller's; a later vote with the same one takes the place of this.

        Raises:
            QuestionError: the question is empty or too long.
            StoreError: it cannot be kept.
        """
        asked = _checked(question)
        if self.settings.keep_unanswered:
            words = reason.strip()[:QUESTION_LIMIT]
            self._unanswered.vote(vote or uuid4().hex, asked, helpful, words)

    def teach(
        self,
        question: str,
        guide: str,
        section: str,
        *,
        waiting: Callable[[str], None] | None = None,
    ) -> Taught:
        """Write into a guide's source file that a section answers a question, ingest the guide, and
        forget that the question went unanswered.

        Args:
            question: what people ask.
            guide: the guide's name.
            section: a heading, or several that lead to it: "Pay > Europe".
            waiting: called with who holds the lock, when an ingest has to be waited for.

        Raises:
            QuestionError: the question is empty or too long.
            GuideError: there is no such guide, or not one such section in it; or its file is
                gone, cannot be written, or has a format that carries no questions.
            StoreError: the store cannot be used.
            ModelError: the embedding model cannot be loaded.
        """
        asked = _checked(question)
        taught = self._updates().teach(asked, guide, section, waiting)
        self._unanswered.forget(asked)
        return taught

    def unanswered(self) -> tuple[Topic, ...]:
        """Return what people asked that the guides did not answer, by topic, the most asked first.

        Raises:
            ModelError: the embedding model cannot be loaded.
            StoreError: the questions cannot be read.
        """
        return topics_of(self._unanswered.all(), self._embedder, self._asked_vectors)

    def helpful(self) -> int:
        """Return how many answers were marked helpful.

        Raises:
            StoreError: they cannot be read.
        """
        return self._unanswered.helpful()

    def _live(self) -> Live:
        with self._guard:
            if self._following is None:
                self._following = Live(self._home, self._embedder.identity)
            return self._following

    def _encodings(self, of: str = "encodings") -> EncodingCache:
        """Return what keeps encodings: those of the passages, or those of the headings."""
        with self._guard:
            if of not in self._caches:
                model = hashlib.sha256(self._embedder.identity.encode()).hexdigest()[:8]
                path = self.settings.data_dir / f"{of}-{model}.sqlite"
                self._caches[of] = EncodingCache(path, self._embedder)
            return self._caches[of]

    def _updates(self) -> Updates:
        return Updates(self.settings, self._home, self._live(), self._encodings, self._embedder)

    def _current(self) -> Snapshot:
        """Return what is live.

        Raises:
            StoreError: nothing is, or the store cannot be used.
        """
        snapshot = self._live().snapshot()
        if not snapshot.heads:
            raise StoreError(
                f"There is no guide in {self.settings.data_dir} yet. Ingest one first: "
                "python ingest.py corpus"
            )
        return snapshot

    def _found(
        self, question: str, earlier: tuple[str, ...] = (), told: tuple[str, ...] = ()
    ) -> Found:
        return self._retrieve(without_greeting(question), earlier, told, examined=True)

    def _unread(self, question: str) -> Found:
        """Return what fits a question that may yet be put otherwise, for which no reranker is
        asked."""
        return self._retrieve(without_greeting(question), examined=True, unread=True)

    def _translated(self, question: str, turns: tuple[Turn, ...]) -> str | None:
        """Return a foreign question in the guides' language, where a model can put it so."""
        if self._model is None:
            return None
        return in_guides_language(question, turns, self._current().library, self._model)

    def _alone(self, question: str, turns: tuple[Turn, ...]) -> str:
        library = self._current().library
        alone = stand_alone(question, turns, self._unread, library, self._embedder, self._weights)
        return rewritten(question, alone, turns, self._model)

    def _retrieve(
        self,
        question: str,
        earlier: tuple[str, ...] = (),
        told: tuple[str, ...] = (),
        *,
        examined: bool = False,
        unread: bool = False,
    ) -> Found:
        """Return what fits a question, all of it from one state of the store."""
        encodings, depth = self._encodings(), self.settings.rerank_depth
        snapshot = self._current()
        for _attempt in range(_ATTEMPTS):
            library = snapshot.library
            asked = understand(question, library, self._embedder, self._subjects, earlier, told)
            try:
                found = find(asked, library, snapshot.store.nearest, self._weights)
            except StoreError:  # an ingest may have replaced the store meanwhile
                before, snapshot = snapshot, self._current()
                if snapshot is before:
                    raise
                continue
            if examined:
                found = folded(found)
            if self.settings.reranker != NONE:
                found = rerank(found, encodings, depth, self._weights)
            elif examined:
                found = examine(found, encodings, depth)
            reranker = None if unread else self._reranker_for(library)
            if reranker is not None:
                found = read(found, reranker, self._weights)
                if examined:
                    found = complete(found, reranker, self._weights)
            before, snapshot = snapshot, self._current()
            if snapshot is before:
                return found
        raise StoreError("The guides keep changing. Ask again when the ingest has ended.")

    def _reranker_for(self, library: Library) -> Reranker | None:
        """Return the reranker, where it can read what is asked and answered: the bundled one reads
        English alone."""
        english = library.language == ENGLISH and not self._embedder.reads_many_languages()
        if isinstance(self._reranker, BundledReranker) and not english:
            return None
        return self._reranker


def _home(settings: Settings) -> Home:
    if not settings.chroma_url:
        return Generations(settings.data_dir / "chroma")
    server = ChromaServer(
        url=settings.chroma_url,
        token=settings.chroma_token.get_secret_value(),
        tenant=settings.chroma_tenant,
        database=settings.chroma_database,
    )
    return InPlace(server)


def _checked(question: str) -> str:
    """Return the question without control characters.

    Raises:
        QuestionError: there is nothing to answer.
    """
    if not isinstance(question, str):
        raise QuestionError(f"A question is a string, not {type(question).__name__}.")
    cleaned = " ".join("".join(c if c.isprintable() else " " for c in question).split())
    if len(cleaned) > QUESTION_LIMIT:
        raise QuestionError(
            f"The question has {len(cleaned):,} characters; at most {QUESTION_LIMIT:,} are read. "
            "Ask one thing at a time, in a sentence or two."
        )
    if not any(character.isalnum() for character in cleaned):
        raise QuestionError(
            "There is no question in that. Write what you would like to know, in words: "
            "for example “What skills do I need?”"
        )
    return cleaned
