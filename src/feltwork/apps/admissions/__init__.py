"""Applications: eligibility, documents, questions and answers, the decision.

Start at `models.py` and `actions.py`.
"""
