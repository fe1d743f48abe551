"""Reports: answers as tables for people and as JSON for programs. Imports the domain only.

A report is a list of blocks (``blocks``); one renderer writes them as plain text (``plain``), one
as rich tables (``terminal``). ``answer`` and ``violations`` make blocks, ``documents`` the JSON.
"""
