"""Serve the chat page: python app.py [--host HOST] [--port PORT]."""

from advisor.ui.server import end, main

if __name__ == "__main__":
    end(main())
