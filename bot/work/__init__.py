"""Durable work: sending, timers, and taking over from workers that died.

Only `durable` and `dispatcher` import DBOS, so that a process which sends nothing never loads it.
"""
