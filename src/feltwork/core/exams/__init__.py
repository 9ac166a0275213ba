"""Examinations: items and their scoring, forms drawn by a blueprint, statistics, the practical rubric."""
