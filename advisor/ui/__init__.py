"""The chat page. `advisor` itself never imports this package: gradio costs seconds."""
