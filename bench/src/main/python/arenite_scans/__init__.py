"""Arrow files that Polars wrote, asked where they lie: `arenite.scan` beside `polars.scan_ipc` and DuckDB over pyarrow.

`python -m arenite_scans` measures and writes a JSON object a line: `{"file": ..., "query": ..., ...}`.
"""
