/// Arrow IPC files as rows to import and rows to export, over the reader and writer in `partitions`.
package io.arenite.formats.arrow;
