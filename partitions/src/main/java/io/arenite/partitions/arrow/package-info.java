/// Arrow IPC files and streams over the file layer: a writer whose columns can be mapped and read in place, a
/// reader that trusts nothing in a file, and decoders from Arrow's layouts to the store's. Knows files and
/// memory, not tables.
package io.arenite.partitions.arrow;
