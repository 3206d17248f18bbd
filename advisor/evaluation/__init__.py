"""How well the advisor answers: `python -m advisor.evaluation` measures it on a question set
that lies beside its guide, next to the tutorial pipeline on the same questions.

    questions   a question set, checked against its guide; the tuning and the reported half
    baseline    the tutorial pipeline: fixed chunks, nearest first
    metrics     what is worked out of outcomes, with bootstrap intervals
    run         asks the questions and notes what came of each
    report      tables, JSON, and what has changed since an earlier report
"""
