"""How smooth the app's timeline is, beside a chat made of Kivy's own RecycleView, under Xvfb: the same work, one run.

Each chat runs in a process of its own. Run by `make bench-app`; it is no part of the app and nothing imports it.
"""
