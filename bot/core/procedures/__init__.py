"""The case engine: procedures as data, and the moves of a case through them.

`answers` is what the dispatcher calls; `opening.begin` starts a case, `acting.act` makes a move,
`lateness.came_due` answers a timer. Everything is pure (design §1, §6).
"""
