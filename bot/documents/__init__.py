"""Printed forms (Typst), spreadsheets (openpyxl), QR and bar codes.

`sheets.read_table` reads what people upload; `printable.printable` fills a form of the book in;
`cabinet.Cabinet` finishes stored documents when a channel needs them.
"""
