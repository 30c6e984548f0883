package io.arenite.csv;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ArrayBlockingQueue;

/// Reads another stream on a thread of its own, a few buffers ahead: gunzip beside parsing instead of before it.
///
/// 1. The thread alone touches the source, and closes it when it ends.
/// 2. Buffers go round: filled ones one way, empty ones back. There are as many as either queue holds, so that putting
///    one never waits and closing cannot hang behind a full queue.
/// 3. The source's exception travels in the last buffer and is thrown where its bytes would have been.
final class ReadAheadStream extends InputStream {

    private static final int BUFFERS = 4;
    private static final int BUFFER_BYTES = 1 << 17;

    private final InputStream source;
    private final ArrayBlockingQueue<Buffer> filled = new ArrayBlockingQueue<>(BUFFERS + 1);
    private final ArrayBlockingQueue<Buffer> empty = new ArrayBlockingQueue<>(BUFFERS + 1);
    private final Thread thread;
    private Buffer current = new Buffer();
    private int position;

    private static final class Buffer {
        private final byte[] bytes = new byte[BUFFER_BYTES];
        private int length;
        private boolean isLast;
        private IOException failure;
    }

    private ReadAheadStream(InputStream source) {
        this.source = source;
        for (int i = 1; i < BUFFERS; i++) {
            empty.add(new Buffer());
        }
        this.thread = Thread.ofPlatform().daemon().name("arenite-read-ahead").unstarted(this::readAll);
    }

    /// Takes the source over.
    static ReadAheadStream of(InputStream source) {
        ReadAheadStream stream = new ReadAheadStream(source);
        stream.thread.start();
        return stream;
    }

    private void readAll() {
        try (source) {
            boolean last = false;
            while (!last) {
                Buffer buffer = empty.take();
                fill(buffer);
                last = buffer.isLast;
                filled.put(buffer);
            }
        } catch (InterruptedException e) {
            // The reader has closed.
        } catch (IOException e) {
            // All bytes are read: that the source does not close well changes none of them.
        }
    }

    private void fill(Buffer buffer) {
        buffer.length = 0;
        try {
            while (buffer.length < BUFFER_BYTES && !buffer.isLast) {
                int count = source.read(buffer.bytes, buffer.length, BUFFER_BYTES - buffer.length);
                buffer.isLast = count < 0;
                buffer.length += Math.max(count, 0);
            }
        } catch (IOException e) {
            buffer.failure = e;
            buffer.isLast = true;
        } catch (RuntimeException e) {
            buffer.failure = new IOException(e);
            buffer.isLast = true;
        }
    }

    @Override
    public int read() throws IOException {
        return hasMore() ? current.bytes[position++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!hasMore()) {
            return -1;
        }
        int count = Math.min(length, current.length - position);
        System.arraycopy(current.bytes, position, target, offset, count);
        position += count;
        return count;
    }

    private boolean hasMore() throws IOException {
        while (position == current.length) {
            if (current.failure != null) {
                throw current.failure;
            }
            if (current.isLast) {
                return false;
            }
            Buffer done = current;
            try {
                current = filled.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while reading", e);
            }
            position = 0;
            empty.add(done);
        }
        return true;
    }

    /// Ends the thread, and waits for it so that the source is closed when this returns.
    @Override
    public void close() throws IOException {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
