"""The bot in a terminal: for people with colours, for machines as JSON lines."""
