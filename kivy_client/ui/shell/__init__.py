"""The window around the conversations: panes, header, banner, menus, toasts, keys, and the table of panels.

Parts here hold the board and the shell; the shell knows the panels (dialogs, search, settings …) by name only.
"""
