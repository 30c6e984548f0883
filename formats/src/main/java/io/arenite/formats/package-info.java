/// Files of any format into tables ([io.arenite.formats.FileImport]), and results and tables into files
/// ([io.arenite.formats.FileExport]).
package io.arenite.formats;
