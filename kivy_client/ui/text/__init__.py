"""Text: measured, broken into lines, and drawn. Runs on Kivy's thread.

`clusters`, `ruler`, `scripts` and `direction` are pure: no Kivy, tested without a window. `type` knows the fonts and
makes rulers; `textures` draws. What is remote is drawn as it is, never as markup.
"""
