"""What Arenite costs when it is called from Python, beside Polars, NumPy and pandas in the same process.

`python -m arenite_bindings` measures and writes a JSON object a line: `{"section": ..., "name": ..., ...}`.
"""
