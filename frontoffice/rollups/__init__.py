"""Figures that dashboards, reports and public statistics read: counted anew from the records, never added to.

A day's figures are rebuilt whole whenever a record behind them changed. Triggers name the days (``FiguresChange``),
beat works them off, a nightly comparison looks whether figures equal records. Pages import ``figures`` alone.
"""
