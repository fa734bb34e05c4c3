"""Sessions, rooms and delivery of this gateway alone: commands go up to the bus, facts come down. Runs on `gw-loop`."""
