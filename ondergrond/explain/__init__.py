"""Explanations, built on solve: why a street does not fit, what would help, and what binds.

``explain`` is the whole, ``explain_briefly`` what every result of ``ondergrond solve`` carries that
is infeasible, or has breaches or deviations. What they find is in ``ondergrond.explanation``.
"""

from ondergrond.explain.explaining import explain, explain_briefly

__all__ = ["explain", "explain_briefly"]
