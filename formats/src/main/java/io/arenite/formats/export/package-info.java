/// Rows on their way into files, block by block: the blocks of a table, and what writes blocks.
package io.arenite.formats.export;
