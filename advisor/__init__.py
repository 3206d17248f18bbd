"""A career advisor that answers from a guide and cites it word for word.

with Advisor(Settings(data_dir="…")) as advisor:
    advisor.ingest(["corpus"])
    print(advisor.ask("How do I become a machine learning engineer?").text)
"""
