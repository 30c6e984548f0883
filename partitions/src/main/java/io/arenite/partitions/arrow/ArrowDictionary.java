package io.arenite.partitions.arrow;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/// The values that codes stand for: value number c is that of code c.
public final class ArrowDictionary {
    private final ArrowVector values;
    private final boolean hasNulls;

    ArrowDictionary(ArrowVector values) {
        this.values = values;
        boolean nulls = false;
        for (long row = 0; row < values.rows() && !nulls; row++) {
            nulls = values.isNull(row);
        }
        this.hasNulls = nulls;
    }

    public long size() {
        return values.rows();
    }

    public ArrowVector values() {
        return values;
    }

    boolean hasNulls() {
        return hasNulls;
    }

    /// Of a dictionary of text, by code; null for a null.
    public String[] texts() {
        String[] texts = new String[Math.toIntExact(values.rows())];
        for (int code = 0; code < texts.length; code++) {
            if (!values.isNull(code)) {
                long at = values.values().get(ArrowFileLayout.LONG, (long) code * Long.BYTES);
                long end = values.values().get(ArrowFileLayout.LONG, (code + 1L) * Long.BYTES);
                MemorySegment text = values.bytes().asSlice(at, end - at);
                texts[code] = new String(text.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
            }
        }
        return texts;
    }
}
