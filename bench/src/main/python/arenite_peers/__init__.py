"""The Python peers of Arenite's benchmark; driven by the Java harness, one request a line."""
