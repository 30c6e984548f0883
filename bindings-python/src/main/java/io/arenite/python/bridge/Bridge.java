package io.arenite.python.bridge;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;

/// The one thing that Python needs of this JVM: the addresses of functions, as a text. Whoever brought
/// the two together - Jep, or Python through JNI - calls [#functions()] once; everything else goes
/// through these functions.
public final class Bridge {
    /// Changes when a function of the same name changes its meaning.
    private static final int ABI = 1;

    private Bridge() {}

    /// The address of `{"abi": 1, "functions": {"call": 140..., ...}}`, UTF-8 and ended by a zero byte;
    /// the same text for as long as the process lives.
    public static long functions() {
        return Text.SEGMENT.address();
    }

    /// Made at the first call.
    private static final class Text {
        static final MemorySegment SEGMENT = make();

        private static MemorySegment make() {
            Map<String, Object> text = new LinkedHashMap<>();
            text.put("abi", ABI);
            text.put("functions", Functions.addresses());
            try {
                return Arena.global().allocateFrom(JSON.std.asString(text));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
