package io.arenite;

import io.arenite.arena.MemoryOptions;
import io.arenite.arena.MemoryPool;
import io.arenite.engine.frame.ColumnBuilder;
import io.arenite.engine.frame.FrameBuilder;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.SymbolDictionary;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Results with given values, made without a query.
final class TestFrames implements AutoCloseable {
    private final MemoryPool pool = MemoryPool.create(MemoryOptions.defaults());
    private final SymbolDictionary symbols = new SymbolDictionary();
    private final List<String> names = new ArrayList<>();
    private final List<ColumnType> types = new ArrayList<>();
    private final List<Object[]> columns = new ArrayList<>();

    /// Values are Long, Double, BigDecimal, Boolean, String, byte[] or null.
    TestFrames column(String name, ColumnType type, Object... values) {
        names.add(name);
        types.add(type);
        columns.add(values);
        return this;
    }

    Result result() {
        try (var builder = new FrameBuilder(pool, pool.account("results"), types)) {
            for (int i = 0; i < types.size(); i++) {
                for (Object value : columns.get(i)) {
                    append(builder.column(i), value);
                }
            }
            List<SymbolDictionary> dictionaries = new ArrayList<>();
            types.forEach(_ -> dictionaries.add(symbols));
            int rows = columns.isEmpty() ? 0 : columns.getFirst().length;
            return new Result(builder.build(names, dictionaries, rows), 0);
        }
    }

    private void append(ColumnBuilder column, Object value) {
        switch (value) {
            case null -> column.appendNull();
            case Long number -> column.appendLong(number);
            case Integer number -> column.appendLong(number);
            case Double number -> column.appendDouble(number);
            case BigDecimal number -> column.appendLong(number.unscaledValue().longValueExact());
            case Boolean truth -> column.appendBoolean(truth);
            case String text when column.type().equals(ColumnType.SYMBOL) -> column.appendLong(symbols.intern(text));
            case String text -> bytes(column, text.getBytes(StandardCharsets.UTF_8));
            case byte[] bytes -> bytes(column, bytes);
            default -> throw new IllegalArgumentException("value=" + value);
        }
    }

    private static void bytes(ColumnBuilder column, byte[] bytes) {
        column.appendBytes(MemorySegment.ofArray(Arrays.copyOf(bytes, Math.max(1, bytes.length))), 0, bytes.length);
    }

    @Override
    public void close() {
        pool.close();
    }
}
