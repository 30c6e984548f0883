/// Loops that are generated for one shape of pipeline: the intermediate form, the class files made of it, the cache of
/// shapes and the thread that compiles them. Knows nothing of plans and partitions.
package io.arenite.engine.generate;
