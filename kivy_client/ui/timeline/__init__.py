"""The timeline: the messages of one conversation, the heart of the window. Runs on Kivy's thread.

`pane.TimelinePane` is all of it, to be put into a window; it follows the board by itself. `words`, `grouping`,
`layout`, `compose`, `column` and `actions` are pure: no Kivy, tested without a window. `view` scrolls, `rows` paints.
"""
