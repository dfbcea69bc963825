"""The comparison of a field as a spreadsheet with living formulas, so that a treasurer can check it and try other figures.

Who opens it can change every figure; the years, the lines, and who takes part when, are those of the day.
"""
