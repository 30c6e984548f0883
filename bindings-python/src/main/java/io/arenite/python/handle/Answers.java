package io.arenite.python.handle;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// How an answer gets into a buffer of Python's: as JSON, or as bytes that the function describes. One that
/// is too long waits until it is fetched into a larger buffer.
public final class Answers {
    private static final byte[] HOPELESS = "{\"type\":\"internal\",\"message\":\"the failure could not be described\"}"
            .getBytes(StandardCharsets.UTF_8);
    private static final JSON WRITER = JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES);
    private static final int MOST_WAITING = 1_000;
    /// By number; the oldest goes if nobody has fetched it for a thousand others.
    private static final Map<Long, byte[]> WAITING = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
            return size() > MOST_WAITING;
        }
    };

    private static long lastNumber;

    private Answers() {}

    /// @return the length of the answer in bytes; more than `capacity` if it waits
    public static long give(Object answer, long buffer, long capacity) throws IOException {
        return deliver(WRITER.asBytes(answer), buffer, capacity);
    }

    /// @return the length of the description of the failure, as a negative number
    public static long fail(Throwable failure, long buffer, long capacity) {
        byte[] text;
        try {
            text = WRITER.asBytes(Failures.describe(failure));
        } catch (Throwable _) {
            // out of memory or stack while the first failure was described: that one is reported
            text = HOPELESS;
        }
        return -deliver(text, buffer, capacity);
    }

    /// Writes an answer that waits, once.
    ///
    /// @return its length; 0 if there is none of that number
    public static long fetch(long number, long buffer, long capacity) {
        byte[] text;
        synchronized (WAITING) {
            text = WAITING.remove(number);
        }
        if (text == null || text.length > capacity) {
            return 0;
        }
        ForeignText.write(text, buffer);
        return text.length;
    }

    private static byte[] number(byte[] waiting) {
        synchronized (WAITING) {
            WAITING.put(++lastNumber, waiting);
            return ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(lastNumber)
                    .array();
        }
    }

    /// @return the number of bytes; more than `capacity` if they wait: then the buffer, of at least 8
    ///     bytes, has the number by which they are fetched
    public static long deliver(byte[] bytes, long buffer, long capacity) {
        if (bytes.length <= capacity) {
            ForeignText.write(bytes, buffer);
        } else {
            ForeignText.write(number(bytes), buffer);
        }
        return bytes.length;
    }
}
