/// What Arenite costs when it is called from Python.
package io.arenite.bench.python;
