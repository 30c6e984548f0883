/// The first query of a fresh process, measured in processes of its own.
package io.arenite.bench.first;
