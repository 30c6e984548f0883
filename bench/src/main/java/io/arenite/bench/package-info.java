/// Benchmarks of kernels and whole queries, each of which checks its answer first.
package io.arenite.bench;
