"""Where one writes: the field with its buttons, completion, the emoji to choose from.

What the parts decide is pure (`completion`, `recall`, `lengths`, `recents`); the rest are widgets, on Kivy's thread.
"""
