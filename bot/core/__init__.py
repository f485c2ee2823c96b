"""The pure core: no clock, file, socket, environment or randomness in here."""
