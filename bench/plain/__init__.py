"""Our two longest lists once more, the plain Django way: the peer that bench/lists.py measures ours against.

The same page in every visible word, over the same middleware and base template, with the same cached icons and badges.
What differs is how it is made: model objects through select_related instead of values; a Django template that loops
over them; the numbers above the list by one query each, as one writes them first; fields by Django's own templates.
"""
