package io.arenite.python.handle;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// How an answer gets into a buffer of Python's: as JSON, or as bytes that the function describes. One that
/// is too long waits, for the calling thread, until that fetches it into a larger buffer.
public final class Answers {
    private static final byte[] HOPELESS = "{\"type\":\"internal\",\"message\":\"the failure could not be described\"}"
            .getBytes(StandardCharsets.UTF_8);
    private static final JSON WRITER = JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES);
    private static final ThreadLocal<byte[]> WAITING = new ThreadLocal<>();

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

    /// Writes the answer that waits for this thread.
    public static long fetch(long buffer, long capacity) {
        byte[] text = WAITING.get();
        if (text == null || text.length > capacity) {
            return 0;
        }
        WAITING.remove();
        ForeignText.write(text, buffer);
        return text.length;
    }

    /// @return the number of bytes; more than `capacity` if they wait
    public static long deliver(byte[] bytes, long buffer, long capacity) {
        if (bytes.length <= capacity) {
            ForeignText.write(bytes, buffer);
        } else {
            WAITING.set(bytes);
        }
        return bytes.length;
    }
}
