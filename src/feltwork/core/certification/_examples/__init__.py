"""Executable examples: the `examples` section of a rule file, read and run.

for example in load_examples(text, name="my-school.yaml"):
    outcome = run_example(example, rule_sets)
"""

from .cases import Example, Step
from .loading import load_examples
from .running import Check, Outcome, run_example

__all__ = ["Check", "Example", "Outcome", "Step", "load_examples", "run_example"]
