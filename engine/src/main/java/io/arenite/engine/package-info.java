/// Kernels, operators and scheduling over snapshots.
package io.arenite.engine;
