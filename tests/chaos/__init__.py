"""`make chaos`: clients write on real gateways while faults happen at random, and a checker proves what they saw.

`observations` is what was seen, `checker` (with `lines`, `privates`, `members`) finds what is wrong with it: pure.
`plan` chooses the faults from a seed: pure. `scene` holds the processes, `faults` hurts them, `link` and `clients` are
who writes, `inspection` reads what is left at the end, `trial` runs all of it.
"""
