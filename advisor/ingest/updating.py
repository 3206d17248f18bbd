"""Changing what is live, one ingest at a time.

An ingest is planned against the live store and carried out in a draft of it, which then takes the
live store's place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from advisor.errors import GuideError
from advisor.fetching.addresses import is_address
from advisor.guide import teaching
from advisor.index.chroma import Connection
from advisor.index.generations import Home
from advisor.index.live import Live
from advisor.index.locking import ingest_lock, leased
from advisor.index.store import Store
from advisor.ingest import applying
from advisor.ingest.applying import OnProgress
from advisor.ingest.gathering import forget
from advisor.ingest.planning import Plan, anew, plan
from advisor.ingest.sources import Source, Sources
from advisor.models.embedding import Embedder
from advisor.models.encoding_cache import EncodingCache
from advisor.reading.limits import Limits
from advisor.reading.sandbox import Converter
from advisor.settings import Settings
from advisor.types import IngestReport, Taught

#: Called with who holds the lock, when it has to be waited for.
Waiting = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Updates:
    """Changes what is live.

    Args:
        settings: where the lock is, and the limits on reading.
        home: where the live store is.
        live: what is live.
        encodings: gives what was embedded before, once the lock is held.
        embedder: the model.
    """

    settings: Settings
    home: Home
    live: Live
    encodings: Callable[[], EncodingCache]
    embedder: Embedder

    def preview(self, sources: Sources, replaces: Mapping[Path, str]) -> IngestReport:
        """Return what `ingest` would report, and change nothing."""
        store = self.live.store()
        with self._converter() as converter:
            planned = plan(sources, store, converter, replaces)
        return applying.preview(planned, store, self.encodings())

    def ingest(
        self,
        sources: Sources,
        replaces: Mapping[Path, str],
        progress: OnProgress | None = None,
        waiting: Waiting | None = None,
    ) -> IngestReport:
        """Make the store hold the present content of sources.

        Args:
            sources: the files.
            replaces: files, by absolute path, that take the place of live guides, by name.
            progress: told of passages embedded.
            waiting: told who is waited for.
        """
        with self._locked(waiting), self._converter() as converter:
            planned = plan(sources, self.live.store(), converter, replaces)
            return self._carry_out(planned, progress)

    def rebuild(
        self,
        sources: Sources,
        replaces: Mapping[Path, str],
        progress: OnProgress | None = None,
        waiting: Waiting | None = None,
    ) -> IngestReport:
        """Do what `ingest` does in a store made anew for the embedding model, which then takes
        the old store's place."""
        with self._locked(waiting, rebuild=True), self._converter() as converter:
            with (
                self.home.draft() as connection,
                closing(self._store(connection, rebuild=True)) as store,
            ):
                if store.built_by() == self.embedder.identity:
                    planned = plan(sources, store, converter, replaces)
                else:
                    with closing(Store(connection, store.built_by())) as replaced:
                        planned = plan(sources, replaced, converter, replaces)
                        planned = anew(planned, replaced)
                report = applying.carry_out(
                    planned, store, self.encodings(), self.embedder, progress
                )
                store.adopt()
            self._tidy()
            return report

    def remove(self, name: str, waiting: Waiting | None = None) -> IngestReport:
        """Take a guide out.

        Raises:
            GuideError: no guide of that name is live.
        """
        with self._locked(waiting):
            heads = {head.name: head for head in self.live.store().heads()}
            if name not in heads:
                raise no_such_guide(name, heads)
            if is_address(heads[name].source):
                forget(heads[name].source, self.settings)
            with self.home.draft() as connection, closing(self._store(connection)) as store:
                report = applying.remove(heads[name], store)
            self._tidy()
            return report

    def teach(
        self, question: str, guide: str, section: str, waiting: Waiting | None = None
    ) -> Taught:
        """Write into a guide's file that a section answers a question, and ingest it.

        Raises:
            GuideError: as `teaching.teach` says, or there is no such guide.
        """
        with self._locked(waiting), self._converter() as converter:
            store = self.live.store()
            heads = {head.name: head for head in store.heads()}
            if guide not in heads:
                raise no_such_guide(guide, heads)
            if is_address(heads[guide].source):
                raise GuideError(
                    f"{guide} was fetched from {heads[guide].source}, so a question cannot be "
                    "written into it. Write it there, or save the page as a file, ingest that and "
                    "remove this guide."
                )
            path = Path(heads[guide].source)
            lesson = teaching.teach(path, section, question, _limits(self.settings))
            sources = Sources((Source(guide, path),), (), ())
            report = self._carry_out(plan(sources, store, converter))
        return Taught(
            question, guide, lesson.section, str(path), lesson.line, lesson.written, report
        )

    @contextmanager
    def _locked(self, waiting: Waiting | None, *, rebuild: bool = False) -> Iterator[None]:
        """Keep every other ingest out while the block runs."""
        with ExitStack() as locks:
            locks.enter_context(ingest_lock(self.settings.data_dir, waiting))
            if self.settings.chroma_url:
                server = self._store(self.home.live(), rebuild=rebuild)
                locks.enter_context(closing(server))
                locks.enter_context(leased(server, waiting))
            yield

    def _carry_out(self, planned: Plan, progress: OnProgress | None = None) -> IngestReport:
        if planned.is_empty:
            report = applying.preview(planned, self.live.store(), self.encodings())
        else:
            with self.home.draft() as connection, closing(self._store(connection)) as store:
                report = applying.carry_out(
                    planned, store, self.encodings(), self.embedder, progress
                )
        self._tidy()
        return report

    def _tidy(self) -> None:
        """Delete what ingests that were cut off have left, and what nothing refers to now."""
        self.home.sweep()
        self.encodings().keep(applying.sweep(self.live.store()))

    def _store(self, connection: Connection, *, rebuild: bool = False) -> Store:
        return Store(connection, self.embedder.identity, rebuild=rebuild)

    def _converter(self) -> Converter:
        return Converter(_limits(self.settings))


def no_such_guide(name: str, known: Iterable[str]) -> GuideError:
    """Return the error that says that there is no guide of a name, and which guides there are."""
    return GuideError(
        f"There is no guide {name!r}. The guides are: {', '.join(known) or 'none yet'}."
    )


def _limits(settings: Settings) -> Limits:
    return Limits(
        seconds=settings.read_seconds,
        memory_mb=settings.read_memory_mb,
        file_mb=settings.read_file_mb,
        unpacked_mb=settings.read_unpacked_mb,
        text_mb=settings.read_text_mb,
        speaker_notes=settings.read_speaker_notes,
    )
