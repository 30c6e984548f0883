package io.arenite.csv;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// Gunzips all members of a file and refuses bytes after the last of them, which the JDK's stream passes over.
final class GzipStream extends GZIPInputStream {

    private static final int TRAILER_BYTES = 8;

    private final Position compressed;
    private final long sizeBytes;
    private long filledBytes;

    /// The text is whole, but the file goes on.
    @SuppressWarnings("serial")
    static final class TrailingBytesException extends ZipException {
        TrailingBytesException(long bytes) {
            super("bytes after the end of the gzip data: count=" + bytes);
        }
    }

    private GzipStream(Position compressed, long sizeBytes, int bufferBytes) throws IOException {
        super(compressed, bufferBytes);
        this.compressed = compressed;
        this.sizeBytes = sizeBytes;
    }

    /// @param raw the file from its start
    /// @param sizeBytes the file's size
    static GzipStream of(BufferedInputStream raw, long sizeBytes, int bufferBytes) throws IOException {
        return new GzipStream(new Position(raw), sizeBytes, bufferBytes);
    }

    @Override
    protected void fill() throws IOException {
        super.fill();
        filledBytes = compressed.bytes;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = super.read(target, offset, length);
        if (count < 0) {
            long endBytes = filledBytes - inf.getRemaining() + TRAILER_BYTES;
            if (endBytes < sizeBytes) {
                throw new TrailingBytesException(sizeBytes - endBytes);
            }
        }
        return count;
    }

    /// How far the file is read, headers and trailers included.
    private static final class Position extends FilterInputStream {
        private long bytes;

        Position(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            bytes += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            bytes += Math.max(count, 0);
            return count;
        }
    }
}
