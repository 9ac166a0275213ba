"""The whole register at once: a rule set as set-based queries over tables of facts.

    from feltwork.core.certification.register import compile_rules, judge_register, register_of

    plan = compile_rules(rules)
    for answers in judge_register(plan, register_of(records), as_of=date(2026, 11, 24)):
        answers.candidates, answers.requirements  # Arrow tables

The queries are Ibis expressions: DuckDB, embedded in this process, by default, and the same expressions on Spark. What
no query says (the best allocation under several caps, say) is answered by the explaining evaluator, and only for the
candidates whose own facts need it; `Plan.explained` names them. Every answer equals that of `judge`.
Start reading at `_plan.py`, then `_asking.py`. Nothing else of the core imports this package, nor Ibis.
"""

from ._answers import Answer, Answers, Standing
from ._asking import judge_register
from ._change import Affected, Moved, reasons_of_change, what_would_change
from ._evaluators import evaluators
from ._plan import Compiled, Explained, Plan, compile_rules
from ._register import Register, duckdb_connection, register_in, register_of
from ._schema import SCHEMA
from ._tables import records_of, tables_of

__all__ = [
    "SCHEMA",
    "Affected",
    "Answer",
    "Answers",
    "Compiled",
    "Explained",
    "Moved",
    "Plan",
    "Register",
    "Standing",
    "compile_rules",
    "duckdb_connection",
    "evaluators",
    "judge_register",
    "reasons_of_change",
    "records_of",
    "register_in",
    "register_of",
    "tables_of",
    "what_would_change",
]
