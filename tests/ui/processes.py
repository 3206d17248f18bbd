"""Running the project's own programs from tests."""

from __future__ import annotations

import os
import socket
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    """A loopback port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def clean_environment(data_dir: Path) -> dict[str, str]:
    """The environment with `data_dir`, without what tells the tests, not the advisor, what to
    do."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ADVISOR_")}
    return {**kept, "ADVISOR_DATA_DIR": str(data_dir), "PYTHONUNBUFFERED": "1"}
