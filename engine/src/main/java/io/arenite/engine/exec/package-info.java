/// Internal: compiles bound plans to programs of kernel calls and runs them over the blocks of a snapshot.
package io.arenite.engine.exec;
