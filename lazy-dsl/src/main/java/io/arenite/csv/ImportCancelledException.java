package io.arenite.csv;

/// The caller asked the import to stop. Files that were read to their end before are committed.
public final class ImportCancelledException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ImportCancelledException(String file, int committedFiles, long committedRows) {
        super("import cancelled: file=" + file + ", committed before: files=" + committedFiles + ", rows="
                + committedRows);
    }
}
