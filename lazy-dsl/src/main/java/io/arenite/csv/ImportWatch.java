package io.arenite.csv;

/// Who follows an import: is told how far it is after each batch of rows, and may stop it.
public interface ImportWatch {

    ImportWatch NONE = new ImportWatch() {
        @Override
        public void progress(String file, long rows, long textBytes, double fileShare) {}

        @Override
        public boolean isCancelled() {
            return false;
        }
    };

    /// @param rows rows read so far, of all files
    /// @param textBytes CSV text read so far, of all files
    /// @param fileShare how much of this file is read, 0 to 1
    void progress(String file, long rows, long textBytes, double fileShare);

    /// True ends the import at the next batch; the file that is being read leaves nothing behind.
    boolean isCancelled();
}
