"""Commands to verbs, rows to facts and answers: what the scripts and Python say to each other.

Fields are joined by a line feed, rows by a NUL and answers by a carriage return, because no line of IRC can hold one of
them and both sides split them fast. A reader ignores fields it does not know. Pure; runs on `gw-loop` (commands),
`gw-pub` (answers) and `gw-sub` (facts).
"""
