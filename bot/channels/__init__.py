"""Channels turn an update into an Event and show or send Messages; no rules live here."""
