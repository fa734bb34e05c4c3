"""How smooth the app's timeline is, beside a chat made of Kivy's own RecycleView, and how quickly the app starts,
beside an empty Kivy app: under Xvfb, in one run.

What is measured runs in a process of its own. Run by `make bench-app`; it is no part of the app and nothing imports it.
"""
