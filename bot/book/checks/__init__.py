"""The proofs: one module a question the book has to answer before it may speak to customers."""
