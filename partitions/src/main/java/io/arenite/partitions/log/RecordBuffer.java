package io.arenite.partitions.log;

import io.arenite.arena.MemoryAccount;
import io.arenite.arena.MemoryPool;
import io.arenite.arena.file.OpenFile;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.BytesStore;
import net.openhft.chronicle.bytes.PointerBytesStore;

/// Where a record is put together before it is written with one call: small numbers and texts by Chronicle
/// Bytes, which writes them as stop-bit numbers; columns straight into [#segment]. The same memory for
/// every record. One thread's at a time.
///
/// Chronicle Bytes checks no bounds, so every write here makes room first. What it writes is read by
/// [PayloadReader], which needs none of its classes: they take a fresh process a third of a second to load.
public final class RecordBuffer implements AutoCloseable {
    private static final long FIRST_BYTES = 16 * 1024;
    private static final int LONGEST_STOP_BIT_BYTES = 10;
    private static final int LONGEST_CHAR_BYTES = 3;

    private static final AtomicBoolean PRELOADED = new AtomicBoolean();
    /// Held, since a logger that nobody holds forgets its level.
    private static final Logger CHRONICLE = quietLogger();

    private final Scratch scratch;
    /// Null until the first record.
    private PointerBytesStore store;

    private Bytes<?> bytes;

    public RecordBuffer(MemoryPool pool, MemoryAccount account) {
        scratch = new Scratch(pool, account, FIRST_BYTES);
    }

    /// Chronicle tells the log where it was loaded from; whoever wants that sets the level first.
    private static Logger quietLogger() {
        Logger logger = Logger.getLogger("net.openhft");
        if (logger.getLevel() == null) {
            logger.setLevel(Level.WARNING);
        }
        return logger;
    }

    /// Loads Chronicle Bytes in a thread of its own, so that the first commit need not wait for it. Does
    /// nothing the second time.
    public static void preload() {
        if (PRELOADED.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("arenite-preload").start(() -> {
                CHRONICLE.fine("Chronicle Bytes is loaded");
                BytesStore.nativePointer().releaseLast();
                Bytes<?> bytes = Bytes.wrapForWrite(new byte[64]);
                bytes.writeStopBit(-1);
                bytes.writeUtf8("é");
                bytes.releaseLast();
            });
        }
    }

    /// Begins a record; whatever was there is gone.
    public RecordBuffer begin() {
        room(0);
        bytes.writePosition(RecordFrame.PAYLOAD_OFFSET);
        return this;
    }

    public RecordBuffer writeByte(int value) {
        room(1);
        bytes.writeByte((byte) value);
        return this;
    }

    /// Any int64; small ones, negative or not, take few bytes.
    public RecordBuffer writeNumber(long value) {
        room(LONGEST_STOP_BIT_BYTES);
        bytes.writeStopBit(value);
        return this;
    }

    /// Any text, also one with surrogates that have no partner.
    public RecordBuffer writeText(String text) {
        room(LONGEST_STOP_BIT_BYTES + (long) text.length() * LONGEST_CHAR_BYTES);
        bytes.writeUtf8(text);
        return this;
    }

    /// Zeros up to a multiple of 8, then room for so many bytes, also a multiple of 8, which the caller
    /// fills.
    ///
    /// @return where in [#segment] they begin
    public long reserve(long count) {
        long start = RecordFrame.align(bytes.writePosition());
        long end = start + RecordFrame.align(count);
        room(end - bytes.writePosition());
        while (bytes.writePosition() < start) {
            bytes.writeByte((byte) 0);
        }
        bytes.writePosition(end);
        return start;
    }

    /// Good until the next call that writes or reserves.
    public MemorySegment segment() {
        return scratch.segment();
    }

    public long payloadBytes() {
        return bytes.writePosition() - RecordFrame.PAYLOAD_OFFSET;
    }

    /// Header, payload and padding, as they will lie in the file.
    public long frameBytes() {
        return RecordFrame.frameBytes(payloadBytes());
    }

    /// Writes the record to the file with one call.
    ///
    /// @throws io.arenite.arena.file.StorageException where the system refuses; then any part of it may be
    ///     there
    void write(OpenFile file, long position, long sequence, long durable) {
        long payload = payloadBytes();
        long frame = RecordFrame.frameBytes(payload);
        room(frame - bytes.writePosition());
        RecordFrame.seal(scratch.segment(), payload, sequence, durable);
        file.write(position, scratch.segment().asSlice(0, frame));
    }

    /// Gives back what only a large record needed.
    void shrink() {
        if (scratch.shrink()) {
            releaseView();
        }
    }

    private void room(long count) {
        long at = bytes == null ? 0 : bytes.writePosition();
        long wanted = Math.max(at + count, FIRST_BYTES);
        if (store != null && wanted <= scratch.sizeBytes()) {
            return;
        }
        if (wanted > RecordFrame.frameBytes(RecordFrame.LARGEST_PAYLOAD_BYTES)) {
            throw new IllegalStateException("record is too large, commit more often: bytes=" + wanted + ", largest="
                    + RecordFrame.LARGEST_PAYLOAD_BYTES);
        }
        MemorySegment segment = scratch.atLeast(wanted, at);
        releaseView();
        store = BytesStore.nativePointer();
        // one thread at a time, not the same one for ever
        store.singleThreadedCheckDisabled(true);
        store.set(segment.address(), segment.byteSize());
        bytes = store.bytesForWrite();
        bytes.singleThreadedCheckDisabled(true);
        bytes.writePosition(at);
    }

    private void releaseView() {
        if (store != null) {
            bytes.releaseLast();
            store.releaseLast();
            bytes = null;
            store = null;
        }
    }

    /// It can be used again after this.
    @Override
    public void close() {
        releaseView();
        scratch.close();
    }
}
