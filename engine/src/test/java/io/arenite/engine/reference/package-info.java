/// A naive, row-by-row interpreter of bound plans over boxed values: what the engine must equal, to the bit.
package io.arenite.engine.reference;
