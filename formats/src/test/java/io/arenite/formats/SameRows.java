package io.arenite.formats;

import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.Result;
import io.arenite.Table;
import io.arenite.engine.frame.FrameColumn;
import java.util.Arrays;

/// That two tables have the same rows in the same order.
final class SameRows {
    private SameRows() {}

    static void assertSame(Table expected, Table actual, String what) {
        try (Result left = expected.lazy().collect();
                Result right = actual.lazy().collect()) {
            assertSame(left, right, what);
        }
    }

    static void assertSame(Result expected, Result actual, String what) {
        assertThat(actual.columnNames()).as(what).isEqualTo(expected.columnNames());
        assertThat(actual.rowCount()).as(what).isEqualTo(expected.rowCount());
        for (int i = 0; i < expected.columnCount(); i++) {
            FrameColumn left = expected.column(i);
            FrameColumn right = actual.column(i);
            assertThat(right.type()).as(what + ", column=" + left.name()).isEqualTo(left.type());
            for (long row = 0; row < expected.rowCount(); row++) {
                Object one = left.get(row);
                Object other = right.get(row);
                boolean same = one instanceof byte[] bytes
                        ? other instanceof byte[] more && Arrays.equals(bytes, more)
                        : one == null ? other == null : one.equals(other);
                if (!same) {
                    throw new AssertionError(
                            what + ", column=" + left.name() + ", row=" + row + ": " + one + " became " + other);
                }
            }
        }
    }
}
