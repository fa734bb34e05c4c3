"""Dialogs about people and rooms: what is known of them, what can be done with them, and where to find more of them."""
