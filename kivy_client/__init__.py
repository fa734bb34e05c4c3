"""Chorus: the app. A Kivy chat client for desktop and Android, over `ircwire`.

`core` is the client without a window, on its own thread; `ui` draws, on Kivy's. Importing this package imports no Kivy.
"""

__version__ = "0.1.0"
