package io.arenite.csv;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipException;

/// A file as characters: gunzipped where it starts like gzip (whatever its name is), a byte order mark taken off,
/// UTF-8 without mercy. Counts what it read of the file, for progress.
final class CsvSource implements Closeable {

    private static final int BUFFER_BYTES = 1 << 16;

    private final Path file;
    private final long sizeBytes;
    private final CountingStream counted;
    private final CountingStream text;
    private final Reader reader;

    private CsvSource(Path file, long sizeBytes, CountingStream counted, CountingStream text) {
        this.file = file;
        this.sizeBytes = sizeBytes;
        this.counted = counted;
        this.text = text;
        this.reader = new InputStreamReader(
                text,
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
    }

    static CsvSource open(Path file) {
        if (!Files.exists(file)) {
            throw new CsvException(CsvError.ofFile("no such file", file.toString()));
        }
        if (Files.isDirectory(file)) {
            throw new CsvException(CsvError.ofFile("a folder, not a file", file.toString()));
        }
        if (!Files.isRegularFile(file)) {
            throw new CsvException(CsvError.ofFile("not a regular file, which has to be read twice", file.toString()));
        }
        InputStream opened = null;
        try {
            long sizeBytes = Files.size(file);
            CountingStream counted = new CountingStream(Files.newInputStream(file));
            opened = counted;
            BufferedInputStream raw = new BufferedInputStream(counted, BUFFER_BYTES);
            InputStream plain = startsWith(raw, 0x1f, 0x8b) ? gunzipped(raw, sizeBytes) : raw;
            opened = plain;
            refuseForeign(plain, file);
            return new CsvSource(file, sizeBytes, counted, new CountingStream(plain));
        } catch (IOException e) {
            closeQuietly(opened);
            throw new CsvException(describe(e, file, 0), e);
        } catch (CsvException e) {
            closeQuietly(opened);
            throw e;
        }
    }

    private static InputStream gunzipped(BufferedInputStream raw, long sizeBytes) throws IOException {
        return new BufferedInputStream(ReadAheadStream.of(GzipStream.of(raw, sizeBytes, BUFFER_BYTES)), BUFFER_BYTES);
    }

    private static void refuseForeign(InputStream plain, Path file) throws IOException {
        plain.mark(1);
        boolean empty = plain.read() < 0;
        plain.reset();
        if (empty) {
            throw new CsvException(CsvError.ofFile("empty file", file.toString()));
        }
        if (startsWith(plain, 0xEF, 0xBB, 0xBF)) {
            plain.skipNBytes(3);
        }
        if (startsWith(plain, 0xFE, 0xFF) || startsWith(plain, 0xFF, 0xFE)) {
            throw new CsvException(CsvError.ofFile("not UTF-8 but UTF-16", file.toString()));
        }
        if (startsWith(plain, 'P', 'K', 3, 4) || startsWith(plain, 0x28, 0xB5, 0x2F, 0xFD)) {
            throw new CsvException(
                    CsvError.ofFile("not CSV but a compressed file (only gzip is read)", file.toString()));
        }
    }

    private static boolean startsWith(InputStream in, int... bytes) throws IOException {
        in.mark(bytes.length);
        boolean same = true;
        for (int i = 0; same && i < bytes.length; i++) {
            same = in.read() == bytes[i];
        }
        in.reset();
        return same;
    }

    Reader reader() {
        return reader;
    }

    Path file() {
        return file;
    }

    /// What is read so far of the file as it lies on disk.
    long readBytes() {
        return counted.bytes;
    }

    /// What is read so far of its text, after gunzip.
    long textBytes() {
        return text.bytes;
    }

    long sizeBytes() {
        return sizeBytes;
    }

    static CsvError describe(IOException e, Path file, long lastLine) {
        String name = file.toString();
        String after = lastLine > 0 ? " after line " + lastLine : "";
        return switch (e) {
            case EOFException _ ->
                CsvError.ofFile("gzip data ends early" + after, name).withHint("the file is truncated, fetch it again");
            case GzipStream.TrailingBytesException _ ->
                CsvError.ofFile("bytes after the end of the gzip data", name).withHint("fetch the file again");
            case ZipException _ -> CsvError.ofFile("gzip data is damaged" + after, name);
            case CharacterCodingException _ -> CsvError.ofFile("not UTF-8" + after, name);
            case java.nio.file.AccessDeniedException _ -> CsvError.ofFile("may not be read", name);
            default -> CsvError.ofFile("cannot be read" + after + " (" + e.getMessage() + ")", name);
        };
    }

    private static void closeQuietly(InputStream in) {
        if (in != null) {
            try {
                in.close();
            } catch (IOException e) {
                // The error on the way out is the one that the caller needs to see.
            }
        }
    }

    @Override
    public void close() {
        closeQuietly(text);
    }

    private static final class CountingStream extends FilterInputStream {
        private volatile long bytes;

        CountingStream(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            count(Math.max(count, 0));
            return count;
        }

        /// One thread reads the stream; the progress line only looks.
        @SuppressWarnings("NonAtomicVolatileUpdate")
        private void count(int more) {
            bytes += more;
        }
    }
}
