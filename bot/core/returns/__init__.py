"""Parts sent back by dealers: their lists read, checked, talked about, announced and followed (R1, R13)."""
