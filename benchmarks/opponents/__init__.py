"""Other people's solvers on the same problems: HiGHS and didppy.

They are here to compare with and to contradict, not to be used. Both models are written from
the definition in `ondergrond_solver.problem` alone and share no code with the engines.
"""


class CannotExpressError(Exception):
    """The problem is beyond what the model of an opponent can hold; it gives no answer at all."""
