"""Nothing leaves the machine: a whole session, and every attempt to reach beyond loopback is
refused and written down."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from fakes import ROOT

#: Runs at the start of every Python process of the session, before anything else is imported.
GUARD = """
import os
import socket

_LOG = LOG
_names = socket.getaddrinfo
_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex
_sendto = socket.socket.sendto


def _is_local(host):
    host = host.decode() if isinstance(host, bytes) else host
    if host in (None, "", "localhost", "0.0.0.0", "::"):
        return True
    return host == "::1" or host.startswith("127.")


def _check(what, host):
    if not _is_local(host):
        with open(_LOG, "a") as log:
            log.write(f"{what} {host}\\n")
        raise OSError(f"the test refuses to reach {host}")


def _address(what, address):
    if isinstance(address, tuple):
        _check(what, address[0])


def connect(self, address):
    _address("connect", address)
    return _connect(self, address)


def connect_ex(self, address):
    _address("connect", address)
    return _connect_ex(self, address)


def sendto(self, data, *rest):
    _address("send", rest[-1])
    return _sendto(self, data, *rest)


def getaddrinfo(host, *rest, **options):
    _check("look-up", host)
    return _names(host, *rest, **options)


def _refusing(name):
    real = getattr(socket, name)

    def look_up(host, *rest):
        _check("look-up", host)
        return real(host, *rest)

    setattr(socket, name, look_up)


for name in ("gethostbyname", "gethostbyname_ex", "gethostbyaddr"):
    _refusing(name)
socket.getaddrinfo = getaddrinfo
socket.socket.connect = connect
socket.socket.connect_ex = connect_ex
socket.socket.sendto = sendto
with open(_LOG + ".guarded", "a") as guarded:
    guarded.write(f"{os.getpid()}\\n")
"""

SESSION = """
import re
import socket
import subprocess
import sys
import urllib.request

html = f"{sys.path[0]}/guide.html"
subprocess.run([sys.executable, "ingest.py", "corpus", html], check=True, timeout=200)

from advisor import Advisor

with Advisor() as advisor:
    answer = advisor.ask("How much do engineers earn in China?")
    print(answer.citations[0].quote)

with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
page = subprocess.Popen(
    [sys.executable, "app.py", "--port", str(port)], stdout=subprocess.PIPE, text=True
)
try:
    print(page.stdout.readline())
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"http://127.0.0.1:{port}/", timeout=60) as reply:
        html = reply.read().decode()
    print("served", reply.status, len(html))
    print("elsewhere", sorted(set(re.findall(r'(?:src|href)="(https?://(?!127)[^"]+)"', html))))

    with opener.open(f"http://127.0.0.1:{port}/gradio_api/info", timeout=60) as reply:
        print("endpoints", reply.status)
finally:
    page.terminate()
    page.wait(timeout=60)
"""

ATTEMPTS = """
import socket
import subprocess
import sys
import urllib.request

for attempt in (
    lambda: socket.create_connection(("192.0.2.1", 80), timeout=1),
    lambda: socket.socket().connect_ex(("192.0.2.2", 80)),
    lambda: urllib.request.urlopen("http://guide.example/", timeout=1),
    lambda: socket.gethostbyname("names.example"),
    lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.3", 53)),
    lambda: socket.create_connection(("2001:db8::1", 80), timeout=1),
):
    try:
        attempt()
    except OSError as error:
        print(error)
if len(sys.argv) == 1:
    subprocess.run([sys.executable, __file__, "child"], check=True)
"""


def guarded(tmp_path: Path, code: str) -> tuple[str, list[str], int]:
    """Runs code under the guard: its output, what it tried to reach, and the number of Python
    processes that were guarded."""
    (tmp_path / "guard").mkdir()
    log = tmp_path / "attempts"
    (tmp_path / "guard" / "sitecustomize.py").write_text(f"LOG = {str(log)!r}\n{GUARD}")
    (tmp_path / "session.py").write_text(code)
    (tmp_path / "guide.html").write_text("<h1>Baker</h1><p>Bakers rise early.</p>")
    environment = {
        **{name: value for name, value in os.environ.items() if "proxy" not in name.lower()},
        "PYTHONPATH": f"{tmp_path / 'guard'}{os.pathsep}{ROOT}",
        "ADVISOR_DATA_DIR": str(tmp_path / "data"),
        "HF_HOME": str(tmp_path / "hub"),
    }
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "GRADIO_ANALYTICS_ENABLED"):
        environment.pop(name, None)  # the advisor must not depend on them
    ended = subprocess.run(
        [sys.executable, str(tmp_path / "session.py")],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=280,
    )
    if ended.returncode:
        pytest.fail(f"the session ended with {ended.returncode}:\n{ended.stdout}{ended.stderr}")
    attempts = log.read_text().splitlines() if log.exists() else []
    processes = len((tmp_path / "attempts.guarded").read_text().splitlines())
    return ended.stdout, attempts, processes


def test_the_guard_refuses_and_records_every_kind_of_attempt(tmp_path: Path) -> None:
    output, attempts, processes = guarded(tmp_path, ATTEMPTS)
    assert processes == 2
    once = [
        "connect 192.0.2.1",
        "connect 192.0.2.2",
        "look-up guide.example",
        "look-up names.example",
        "send 192.0.2.3",
        "look-up 2001:db8::1",
    ]
    hosts = [attempt.split()[1] for attempt in attempts]
    assert hosts == [attempt.split()[1] for attempt in once] * 2
    assert output.count("the test refuses to reach") == 2 * len(once)


def test_a_whole_session_reaches_nothing_beyond_loopback(tmp_path: Path) -> None:
    output, attempts, processes = guarded(tmp_path, SESSION)
    assert attempts == []
    assert processes >= 4  # the session itself, ingest.py, its converter, and app.py
    assert "¥500,000" in output
    assert "served 200" in output
    assert "endpoints 200" in output
    assert "elsewhere []" in output
