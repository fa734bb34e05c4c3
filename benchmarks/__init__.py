"""Benchmarks: the same work on Chorus and on its peers, in one run (`make bench`, docs/speed.md).

Run, never imported by the project. May import `ircwire`, never `gateway`: a gateway is a process like its peers'.
"""
