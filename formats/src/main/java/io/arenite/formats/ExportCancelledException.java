package io.arenite.formats;

/// The caller asked the export to stop; there is no file.
public final class ExportCancelledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ExportCancelledException(String file) {
        super("export cancelled: file=" + file);
    }
}
