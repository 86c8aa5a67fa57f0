"""The rules: one module each, its docstring the rule's page, found by being here.

A rule module has `CODE`, `NAME`, `SEVERITY` and `check(...)`, which yields hits and asks for what it needs by
parameter name (see `charspec.lint.context`). The examples of its page are run as tests. A rule that judges by
signs that may mislead says `CONFIDENCE: Confidence = "heuristic"`, and never makes an error.
"""
