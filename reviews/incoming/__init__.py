"""Answers that come in: files read into plain data, and what would change. Knows no database.

``spreadsheet`` and ``csv_file`` give rows, ``table`` reads lines of answers from them; ``aws`` reads the JSON of the
AWS Well-Architected Tool, ``aws_answers`` says what it means for a lens; ``plan`` compares with what is there.
"""
