"""Chorus: the server. Threaded TCP gateway processes that share one conversation through Redis."""

__version__ = "0.1.0"
