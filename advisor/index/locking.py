"""One ingest at a time, on one machine and over several."""

from __future__ import annotations

import os
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from advisor.errors import StoreError
from advisor.index.store import Lease, Store

#: How long an ingest waits for another to end.
PATIENCE_SECONDS = 600.0

_LEASE_SECONDS = 60.0
_POLL_SECONDS = 0.5


@contextmanager
def ingest_lock(
    folder: Path, waiting: Callable[[str], None] | None = None, patience: float = PATIENCE_SECONDS
) -> Iterator[None]:
    """Hold a data folder's ingest lock while the block runs. The operating system lets go of it
    when its holder ends, however that happens.

    Args:
        folder: the data folder.
        waiting: called once with who holds the lock, if it has to be waited for.
        patience: how many seconds to wait.

    Raises:
        StoreError: another ingest held the lock all that time, or the folder cannot be written.
    """
    owner = folder / "ingest.owner"
    lock = FileLock(folder / "ingest.lock")
    try:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            try:
                lock.acquire(timeout=0)
            except Timeout:
                if waiting is not None:
                    waiting(_holder(owner))
                lock.acquire(timeout=patience)
            owner.write_text(_myself(), encoding="utf-8")
        except Timeout:
            raise StoreError(
                f"Another ingest ({_holder(owner)}) is still running after {patience:.0f} seconds. "
                "Wait for it to end, or end it, and try again."
            ) from None
        except OSError as error:
            raise StoreError(
                f"The data folder {folder} cannot be written: {error}. Make room or give yourself "
                "permission, or choose another folder with ADVISOR_DATA_DIR."
            ) from error
        yield
    finally:
        lock.release()


@contextmanager
def leased(
    store: Store, waiting: Callable[[str], None] | None = None, patience: float = PATIENCE_SECONDS
) -> Iterator[None]:
    """Hold a store's ingest lease, which keeps ingests on other machines out, while the block runs.
    The lease of a process that has died is over at once on its own machine, and within a minute for
    others.

    Args:
        store: the store, on a server.
        waiting: called once with who holds the lease, if it has to be waited for.
        patience: how many seconds to wait.

    Raises:
        StoreError: another ingest held the lease all that time.
    """
    # Two advisors of one process ingest in two threads. A thread has its own lease again when an
    # ingest could not end it, because the server was gone.
    me, until = f"{_myself()}, thread {threading.get_ident()}", time.time() + patience
    while True:
        lease = store.lease(Lease(me, time.time() + _LEASE_SECONDS))
        if lease.holder == me:
            break
        if lease.expires < time.time() or _is_dead(lease.holder):
            store.end_lease(lease)
            continue
        if waiting is not None:
            waiting(_process(lease.holder))
            waiting = None
        if time.time() > until:
            raise StoreError(
                f"Another ingest ({_process(lease.holder)}) is still running after "
                f"{patience:.0f} seconds. Wait for it to end, or end it, and try again."
            )
        time.sleep(_POLL_SECONDS)
    ended = threading.Event()

    def renew() -> None:
        while not ended.wait(_LEASE_SECONDS / 3):
            try:
                store.renew_lease(Lease(me, time.time() + _LEASE_SECONDS))
            except StoreError:
                return  # the ingest itself meets the same failure and reports it

    renewer = threading.Thread(target=renew, daemon=True)
    renewer.start()
    try:
        yield
    finally:
        ended.set()
        renewer.join()
        store.end_lease(Lease(me, 0.0))


def _myself() -> str:
    return f"process {os.getpid()} on {socket.gethostname()}"


def _holder(owner: Path) -> str:
    try:
        return owner.read_text(encoding="utf-8")
    except OSError:
        return "an unknown process"


def _process(holder: str) -> str:
    return holder.partition(",")[0]


def _is_dead(holder: str) -> bool:
    named = re.fullmatch(r"process (\d+) on ([^,]+)(?:, thread (\d+))?", holder)
    if named is None or named[2] != socket.gethostname():
        return False
    if int(named[1]) == os.getpid() and named[3]:
        return all(str(thread.ident) != named[3] for thread in threading.enumerate())
    try:
        os.kill(int(named[1]), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
