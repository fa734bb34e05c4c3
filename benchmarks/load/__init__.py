"""The load generator: a process of its own, one thread, that plays all clients of one run.

It must not be the limit, so most lines are only counted; those of some observers are kept and checked afterwards.
"""
