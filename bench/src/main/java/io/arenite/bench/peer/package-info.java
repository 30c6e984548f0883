/// The same questions asked of others: loops in C, and Polars, DuckDB, NumPy and pandas in a Python process.
///
/// [PeerBench] generates the work set, [PythonPeers] holds the other process, [PeerRounds] lets everybody take turns,
/// [PeerTable] prints.
package io.arenite.bench.peer;
