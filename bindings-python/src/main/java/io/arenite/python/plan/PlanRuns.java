package io.arenite.python.plan;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.arenite.Result;
import io.arenite.engine.QueryContext;
import io.arenite.engine.frame.FrameColumn;
import io.arenite.partitions.ColumnType;
import io.arenite.python.handle.Answers;
import io.arenite.python.handle.Handles;
import io.arenite.python.handle.InterruptedCallException;
import io.arenite.python.handle.Interrupts;
import io.arenite.python.handle.PinLabel;
import io.arenite.python.handle.PinTable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// Runs compiled plans by their number. The answer begins with six int64:
///
///     | kind | value or bytes copied | commit number | bytes of the text | rows | where the copied bytes
///     begin |
///
/// and goes on with a text: of an integer its type, of text itself, of a frame its description in JSON.
/// Then come the bytes of those columns of a frame that lie on the heap.
public final class PlanRuns {
    private static final int HEADER_BYTES = 6 * Long.BYTES;
    private static final long SCALAR_WANTED = 1;
    private static final long MAIN_THREAD = 4;
    private static final long NO_TIMEOUT = -1;

    /// What the first of the six says.
    private enum Kind {
        FRAME,
        LONG,
        DOUBLE,
        NULL,
        BOOL,
        TEXT
    }

    private final PinTable pins;
    private final Interrupts interrupts;

    public PlanRuns(Handles handles) {
        this.pins = handles.pins();
        this.interrupts = handles.interrupts();
    }

    /// @param flags 1: a result of one row and one column is wanted as a scalar; 4: the caller is Python's
    ///     main thread, which signals may interrupt
    /// @param timeoutNs -1 for none
    /// @param bufferPin what stands for the buffer in the table of pins
    /// @return the length of the answer, more than `capacity` if it waits; negative for a failure
    public long execute(long plan, long flags, long timeoutNs, long buffer, long capacity, long bufferPin) {
        Interrupts.Watch watch = (flags & MAIN_THREAD) == 0 ? null : interrupts.watch();
        Object before = null;
        try {
            before = pins.offerTo(bufferPin);
            PlanHandle handle = pins.get(plan, PlanHandle.class);
            Result result = handle.frame().collect(context(watch, timeoutNs));
            if (watch != null && watch.hasRaised()) {
                result.close();
                return Answers.fail(new InterruptedCallException(), buffer, capacity);
            }
            boolean scalar = (flags & SCALAR_WANTED) != 0 && result.rowCount() == 1 && result.columnCount() == 1;
            return scalar && result.column(0).type().kind() != ColumnType.Kind.BINARY
                    ? scalar(result, buffer, capacity)
                    : frame(handle, result, buffer, capacity);
        } catch (Throwable e) {
            boolean interrupted = watch != null && watch.hasRaised();
            return Answers.fail(interrupted ? new InterruptedCallException() : e, buffer, capacity);
        } finally {
            pins.offered(before);
        }
    }

    private static QueryContext context(Interrupts.Watch watch, long timeoutNs) {
        QueryContext context = QueryContext.unlimited();
        if (timeoutNs != NO_TIMEOUT) {
            context = context.withTimeoutNanos(timeoutNs);
        }
        return watch == null ? context : context.withInterrupt(watch);
    }

    private static long scalar(Result result, long buffer, long capacity) {
        try (result) {
            FrameColumn column = result.column(0);
            long commit = result.commitNumber();
            if (column.isNull(0)) {
                return give(Kind.NULL, 0, commit, "", buffer, capacity);
            }
            return switch (column.type().kind()) {
                case FLOAT32, FLOAT64 ->
                    give(Kind.DOUBLE, Double.doubleToRawLongBits(column.getDouble(0)), commit, "", buffer, capacity);
                case BOOL -> give(Kind.BOOL, column.getBoolean(0) ? 1 : 0, commit, "", buffer, capacity);
                case SYMBOL, UTF8, BINARY -> give(Kind.TEXT, 0, commit, column.getString(0), buffer, capacity);
                case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64, DECIMAL64, TIMESTAMP, DATE32, DURATION ->
                    give(Kind.LONG, column.getLong(0), commit, column.type().displayName(), buffer, capacity);
            };
        }
    }

    private static long give(Kind kind, long value, long commit, String text, long buffer, long capacity) {
        byte[] described = text.getBytes(StandardCharsets.UTF_8);
        var answer = new byte[HEADER_BYTES + described.length];
        header(answer, kind, value, commit, described.length, 1, answer.length);
        System.arraycopy(described, 0, answer, HEADER_BYTES, described.length);
        return Answers.deliver(answer, buffer, capacity);
    }

    /// A result on the heap is copied as a whole. A large one stays where it is, and Python holds it by a
    /// pin.
    private long frame(PlanHandle handle, Result result, long buffer, long capacity) throws IOException {
        int slot = FrameDescription.NO_PIN;
        try {
            if (result.isOffHeap()) {
                slot = pins.pin(result::close, label(handle, result));
            }
            FrameDescription frame = FrameDescription.of(result, slot);
            return Answers.deliver(answer(frame, result), buffer, capacity);
        } catch (Throwable e) {
            if (slot != FrameDescription.NO_PIN) {
                pins.close(slot);
            } else {
                result.close();
            }
            throw e;
        }
    }

    private static byte[] answer(FrameDescription frame, Result result) {
        byte[] text = frame.text();
        long start = FrameDescription.padded(HEADER_BYTES + text.length);
        var answer = new byte[Math.toIntExact(start + frame.copiedBytes())];
        long commit = result.commitNumber();
        header(answer, Kind.FRAME, frame.copiedBytes(), commit, text.length, result.rowCount(), start);
        System.arraycopy(text, 0, answer, HEADER_BYTES, text.length);
        frame.copyTo(MemorySegment.ofArray(answer).asSlice(start));
        return answer;
    }

    private static PinLabel label(PlanHandle handle, Result result) {
        long bytes = 0;
        for (int i = 0; i < result.columnCount(); i++) {
            bytes += result.column(i).buffers().values().byteSize();
        }
        return new PinLabel(
                "result",
                handle.table().database(),
                handle.table().table().name(),
                null,
                result.rowCount(),
                bytes,
                null,
                result.commitNumber());
    }

    private static void header(
            byte[] answer, Kind kind, long value, long commit, long textBytes, long rows, long start) {
        var fields = new long[] {kind.ordinal(), value, commit, textBytes, rows, start};
        MemorySegment target = MemorySegment.ofArray(answer);
        for (int i = 0; i < fields.length; i++) {
            target.set(JAVA_LONG.withByteAlignment(1), (long) i * Long.BYTES, fields[i]);
        }
    }
}
