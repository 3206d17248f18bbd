"""Serve the chat page: python app.py [--host HOST] [--port PORT]."""

from __future__ import annotations

import argparse
import gc
import os
import signal
import sys


def main(arguments: list[str] | None = None) -> int:
    """Run the page until Ctrl-C; return the exit code."""
    parser = argparse.ArgumentParser(description="Serve the career advisor's chat page.")
    parser.add_argument("--host", help="address to listen on (ADVISOR_HOST; 127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on (ADVISOR_PORT; 7860)")
    options = vars(parser.parse_args(arguments))
    # A service manager's stop is as quiet as Ctrl-C, and a shell that starts the page in the
    # background has it ignore Ctrl-C unless told otherwise.
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.default_int_handler)
    # Importing Gradio and torch makes millions of objects that live as long as the program;
    # looking through them for garbage over and over is a quarter of the start. `serve` turns the
    # collector on again once they are there.
    gc.disable()
    try:
        return _run({name: value for name, value in options.items() if value is not None})
    except KeyboardInterrupt:
        return 0


def _run(options: dict[str, object]) -> int:
    from advisor import Advisor, Settings
    from advisor.errors import AdvisorError
    from advisor.ui.server import AddressError, check_address, serve

    try:
        settings = Settings(**options)
        check_address(settings.host, settings.port)
        with Advisor(settings) as advisor:
            if not advisor.guides():
                print(
                    f"There are no guides in {settings.data_dir} yet. Run `python ingest.py` to "
                    "read those in corpus/; the page finds them when it is reloaded.",
                    file=sys.stderr,
                )
            serve(advisor, settings.host, settings.port)
    except AddressError as error:
        print(error, file=sys.stderr)
        return 1
    except AdvisorError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    exit_code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # Models may still be loading in their thread, and torch aborts when Python ends around it.
    os._exit(exit_code)
