"""Serve the chat page: python app.py [--host HOST] [--port PORT]."""

from __future__ import annotations

import argparse
import signal
import sys

from advisor import Advisor, Settings
from advisor.errors import AdvisorError
from advisor.ui.server import AddressError, serve


def main(arguments: list[str] | None = None) -> int:
    """Run the page until Ctrl-C; return the exit code."""
    parser = argparse.ArgumentParser(description="Serve the career advisor's chat page.")
    parser.add_argument("--host", help="address to listen on (ADVISOR_HOST; 127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on (ADVISOR_PORT; 7860)")
    given = {name: value for name, value in vars(parser.parse_args(arguments)).items() if value is not None}
    # A service manager's stop is as quiet as Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        settings = Settings(**given)
        with Advisor(settings) as advisor:
            if not advisor.guides():
                print(
                    f"There are no guides in {settings.data_dir} yet. Run `python ingest.py` to "
                    "read those in corpus/; the page finds them when it is reloaded.",
                    file=sys.stderr,
                )
            serve(advisor, settings.host, settings.port)
    except KeyboardInterrupt:
        return 0
    except AddressError as error:
        print(error, file=sys.stderr)
        return 1
    except AdvisorError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
