"""Values that the core and the window share: what is asked (`commands`), what is told (`events`), what of.

All frozen, all plain Python: neither Kivy nor sockets nor SQLite. Made on one thread, read on the other.
"""
