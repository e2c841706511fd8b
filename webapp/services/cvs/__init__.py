"""
A CV: its text out of a PDF or Word file, and what of a profile stands in it.

``reading`` gets the text, ``pdf`` does so for PDF in a process of its own,
``proposing`` finds the fields. Nothing here stores anything.
"""
