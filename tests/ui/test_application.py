"""`python app.py` as a program: its messages, its exit codes, how it ends."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from processes import ROOT, clean_environment, free_port


def start(data_dir: Path, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "app.py", *arguments],
        cwd=ROOT,
        env={**clean_environment(data_dir), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def taken_port() -> Iterator[str]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield str(listening.getsockname()[1])


def test_a_port_in_use_is_one_clear_line(tmp_path: Path, taken_port: str) -> None:
    process = start(tmp_path, "--port", taken_port)
    output, errors = process.communicate(timeout=60)

    assert process.returncode == 1
    assert output == ""
    assert len(errors.splitlines()) == 1
    assert taken_port in errors
    assert "--port" in errors


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [(["--port", "0"], {}), ([], {"ADVISOR_PORT": "many"}), ([], {"ADVISOR_PROT": "7860"})],
)
def test_a_bad_setting_is_one_clear_line(
    tmp_path: Path, arguments: list[str], environment: dict[str, str]
) -> None:
    process = start(tmp_path, *arguments, **environment)
    output, errors = process.communicate(timeout=60)

    assert process.returncode == 2
    assert output == ""
    assert len(errors.splitlines()) == 1
    assert "Traceback" not in errors


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_an_empty_store_says_so_and_ends_quietly(
    tmp_path: Path, how: signal.Signals
) -> None:
    port = free_port()
    process = start(tmp_path, ADVISOR_PORT=str(port))
    assert process.stdout
    served = process.stdout.readline()

    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"http://127.0.0.1:{port}/", timeout=30) as answer:
        assert answer.status == 200
    process.send_signal(how)
    rest, errors = process.communicate(timeout=60)

    assert f"http://127.0.0.1:{port}" in served
    assert process.returncode == 0
    assert rest == ""
    assert "python ingest.py" in errors
    assert len(errors.splitlines()) == 1
