"""The advisor for other programs, over HTTP. `advisor` itself never imports this package: FastAPI
costs a second."""
