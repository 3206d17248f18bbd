"""One ingest at a time: the lock of a data folder and the lease of a store, held by real
processes."""

from __future__ import annotations

import os
import re
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from advisor.errors import StoreError
from advisor.index.chroma import Connection
from advisor.index.locking import ingest_lock, leased
from advisor.index.store import Lease, Store

HOLDER = """
import sys
from pathlib import Path
from advisor.index.locking import ingest_lock
with ingest_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""
HERE = socket.gethostname()


@contextmanager
def holder(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that holds a folder's lock until its input is closed."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def bystander() -> Iterator[str]:
    """A process that does nothing, by the name that it would hold a lease under."""
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        yield f"process {process.pid} on {HERE}"
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def store(connection: Connection) -> Iterator[Store]:
    opened = Store(connection, "model-1")
    yield opened
    opened.close()


# --- the lock of a folder ----------------------------------------------------------------------


def test_a_free_lock_is_taken_at_once_and_again(tmp_path: Path) -> None:
    told: list[str] = []
    for _ in range(2):
        with ingest_lock(tmp_path / "new" / "folder", told.append):
            pass
    assert told == []


def test_the_holder_is_named_while_waiting_and_when_patience_ends(tmp_path: Path) -> None:
    told: list[str] = []
    with holder(tmp_path) as process:
        with (
            pytest.raises(StoreError) as caught,
            ingest_lock(tmp_path, told.append, patience=0.2),
        ):
            pass
        assert told == [f"process {process.pid} on {HERE}"]
        assert told[0] in str(caught.value)
        assert "try again" in str(caught.value)


def test_who_waits_gets_the_lock_when_it_is_let_go(tmp_path: Path) -> None:
    waits, got = threading.Event(), threading.Event()

    def take() -> None:
        with ingest_lock(tmp_path, lambda _: waits.set(), patience=240):
            got.set()

    taker = threading.Thread(target=take)
    with holder(tmp_path) as process:
        taker.start()
        assert waits.wait(240)
        assert not got.is_set()
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(240) == 0
    taker.join(240)
    assert got.is_set()


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    told: list[str] = []
    with holder(tmp_path) as process:
        process.send_signal(signal.SIGKILL)
        process.wait(240)
        with ingest_lock(tmp_path, told.append, patience=0.0):
            pass
    assert told == []


def test_the_lock_is_let_go_when_the_ingest_fails(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), ingest_lock(tmp_path):
        raise RuntimeError
    with ingest_lock(tmp_path, patience=0.0):
        pass


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with (
        pytest.raises(StoreError, match=r"file/data.*ADVISOR_DATA_DIR"),
        ingest_lock(tmp_path / "file" / "data"),
    ):
        pass


def test_a_full_disk_is_named_and_the_lock_let_go(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        with pytest.raises(StoreError, match="Make room"), ingest_lock(tmp_path):
            pass
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    with ingest_lock(tmp_path, patience=0.0):
        pass


# --- the lease of a store ----------------------------------------------------------------------


def test_a_lease_ends_with_the_ingest_however_that_ends(store: Store) -> None:
    with leased(store):
        pass
    with pytest.raises(RuntimeError), leased(store):
        raise RuntimeError
    wanted = Lease("process 1 on another", time.time() + 60)
    assert store.lease(wanted).holder == wanted.holder


def test_the_holder_of_a_lease_is_named(store: Store) -> None:
    told: list[str] = []
    with bystander() as other:
        store.lease(Lease(other, time.time() + 3_600))
        with (
            pytest.raises(StoreError, match=re.escape(other)),
            leased(store, told.append, patience=0.0),
        ):
            pass
        assert told == [other]
        assert store.lease(Lease("me", 0.0)).holder == other


def test_who_waits_gets_the_lease_when_it_ends(store: Store, connection: Connection) -> None:
    waits, got = threading.Event(), threading.Event()
    with bystander() as other:
        lease = store.lease(Lease(other, time.time() + 3_600))

        def take() -> None:
            with leased(Store(connection, "model-1"), lambda _: waits.set(), patience=240):
                got.set()

        taker = threading.Thread(target=take)
        taker.start()
        assert waits.wait(240)
        assert not got.is_set()
        store.end_lease(lease)
        taker.join(240)
        assert got.is_set()


def test_the_lease_of_a_dead_process_of_this_machine_is_over(store: Store) -> None:
    told: list[str] = []
    with bystander() as other:
        pass
    store.lease(Lease(other, time.time() + 3_600))
    with leased(store, told.append, patience=0.0):
        assert store.lease(Lease("me", 0.0)).holder.startswith(f"process {os.getpid()} on {HERE}")
    assert told == []


def test_a_lease_keeps_another_ingest_of_the_same_process_out(
    store: Store, connection: Connection
) -> None:
    def take() -> None:
        with leased(Store(connection, "model-1"), patience=0.0):
            pass

    with ThreadPoolExecutor(1) as other:
        with leased(store), pytest.raises(StoreError, match=f"process {os.getpid()} on"):
            other.submit(take).result(240)
        other.submit(take).result(240)


def test_a_lease_that_a_thread_could_not_end_is_over_when_it_has_ended(store: Store) -> None:
    lease = Lease(f"process {os.getpid()} on {HERE}, thread 1", time.time() + 3_600)
    assert store.lease(lease).holder == lease.holder
    with leased(store, patience=0.0):
        pass


def test_the_lease_of_another_machine_is_over_when_it_was_not_renewed(store: Store) -> None:
    store.lease(Lease("process 1 on another-machine", time.time() - 1))
    with leased(store, patience=0.0):
        pass
    store.lease(Lease("process 1 on another-machine", time.time() + 3_600))
    with (
        pytest.raises(StoreError, match="process 1 on another-machine"),
        leased(store, patience=0.0),
    ):
        pass
