"""Revisions of the database, newest last."""
