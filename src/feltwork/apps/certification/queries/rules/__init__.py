"""Rules as a page: every clause of a programme in plain language, its numbers, and where each was read."""

from .clauses import clause_of
from .kinds import kind_clause
from .page import RulesPage, rules_page
from .parts import Clause, Line, Origin
from .spans import span_words

__all__ = ["Clause", "Line", "Origin", "RulesPage", "clause_of", "kind_clause", "rules_page", "span_words"]
