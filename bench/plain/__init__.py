"""Our two longest lists once more, the plain Django way: the peer that bench/lists.py measures ours against.

The same pages in every letter: the same middleware, queries for the head, base template and components. Only the list
is made differently: model objects through select_related, and a Django template that loops over them.
"""
