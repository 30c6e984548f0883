package io.arenite.python.ingest;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.arenite.partitions.Column;
import io.arenite.partitions.ColumnBatch;
import io.arenite.partitions.ColumnType.Kind;
import io.arenite.python.handle.DataException;
import java.lang.foreign.MemorySegment;

/// Brings one column of Python's into a batch, a piece of rows at a time. What lies there as a block has
/// it is given by its address; bits, symbols and dictionaries are brought into that form in scratch
/// memory of one piece.
final class ColumnFill {
    private final Column column;
    private final SourceColumn source;
    private final NullBits nulls;
    /// Rows of the batches before, for errors.
    private final long rowsBefore;

    private final boolean isRequired;
    private final SymbolCodes symbols;
    private final MemorySegment fixed;
    /// Of the column, or of its dictionary.
    private final Texts texts;
    private final Texts.Chosen chosen;
    /// By number in the dictionary, for symbols.
    private final int[] codeOfNumber;
    private final int[] numbers;
    private final boolean[] booleans;
    private final MemorySegment bits;

    /// @param rowsBefore rows of the batches before this one, for errors
    /// @param isRequired the designated timestamp and the key cannot be null
    ColumnFill(
            Column column, SourceColumn source, long rows, long rowsBefore, boolean isRequired, SymbolCodes symbols) {
        this.column = column;
        this.source = source;
        this.rowsBefore = rowsBefore;
        this.nulls = new NullBits(source, rows);
        this.isRequired = isRequired;
        this.symbols = symbols;
        requireKind();
        boolean isDictionary = source.kind() == SourceKind.DICTIONARY;
        this.fixed = fixed(rows);
        this.texts = texts(rows);
        this.chosen = isDictionary && column.type().isVariable() ? new Texts.Chosen(texts) : null;
        this.codeOfNumber = isDictionary && isSymbol() ? codesOfDictionary() : null;
        this.numbers = isDictionary || isSymbol() ? new int[ColumnAppend.PIECE_ROWS] : null;
        this.booleans = source.kind() == SourceKind.BOOL_BYTES ? new boolean[ColumnAppend.PIECE_ROWS] : null;
        this.bits =
                source.kind() == SourceKind.BITS ? MemorySegment.ofArray(new byte[ColumnAppend.PIECE_ROWS / 8]) : null;
    }

    private boolean isSymbol() {
        return column.type().kind() == Kind.SYMBOL;
    }

    private void requireKind() {
        boolean isText = isSymbol() || column.type().isVariable();
        boolean fits = switch (source.kind()) {
            case FIXED -> !column.type().isVariable() && column.type().kind() != Kind.BOOL;
            case BOOL_BYTES, BITS -> column.type().kind() == Kind.BOOL;
            case TEXT32, TEXT64, TEXT_VIEWS, UCS4, FIXED_BYTES, DICTIONARY -> isText;
        };
        if (!fits) {
            throw new IllegalArgumentException("column cannot be given so: column=" + column.name() + ", type="
                    + column.type() + ", kind=" + source.kind());
        }
    }

    private MemorySegment fixed(long rows) {
        long end = source.firstRow() + rows;
        return switch (source.kind()) {
            case FIXED -> ForeignMemory.at(source.values(), end * column.type().widthBytes());
            case BOOL_BYTES -> ForeignMemory.at(source.values(), end);
            case BITS -> ForeignMemory.at(source.values(), end + 7 >>> 3);
            case UCS4, DICTIONARY -> ForeignMemory.at(source.values(), end * source.width());
            case TEXT32, TEXT64, TEXT_VIEWS, FIXED_BYTES -> null;
        };
    }

    private Texts texts(long rows) {
        return switch (source.kind()) {
            case TEXT32, TEXT64, TEXT_VIEWS, FIXED_BYTES -> Texts.of(source, rows);
            case DICTIONARY -> Texts.of(source.dictionaryColumn(), source.dictionaryRows());
            case FIXED, BOOL_BYTES, BITS, UCS4 -> null;
        };
    }

    private int[] codesOfDictionary() {
        int[] codes = new int[Math.toIntExact(source.dictionaryRows())];
        texts.window(0, codes.length);
        for (int i = 0; i < codes.length; i++) {
            codes[i] = symbols.intern(texts.segment(i), texts.offset(i), texts.length(i));
        }
        return codes;
    }

    /// Gives the batch rows `[from, from + rows)`; what it is given is good until the next call.
    void fill(ColumnBatch batch, long from, int rows) {
        MemorySegment present = nulls.of(from, rows);
        String name = column.name();
        switch (source.kind()) {
            case FIXED -> {
                int width = column.type().widthBytes();
                batch.segment(name, fixed.asSlice((source.firstRow() + from) * width, (long) rows * width));
            }
            case BOOL_BYTES -> batch.booleans(name, booleans(from, rows));
            case BITS -> batch.segment(name, bits(from, rows));
            case TEXT32, TEXT64, TEXT_VIEWS, FIXED_BYTES -> {
                texts.window(from, rows);
                if (isSymbol()) {
                    batch.symbolCodes(name, codes(texts, present, rows));
                } else {
                    batch.byteValues(name, texts);
                }
            }
            case UCS4 -> {
                String[] strings = strings(from, present, rows);
                if (isSymbol()) {
                    batch.symbolCodes(name, codes(strings, rows));
                } else {
                    batch.utf8(name, strings);
                }
            }
            case DICTIONARY -> {
                present = numbers(from, present, rows);
                if (isSymbol()) {
                    for (int row = 0; row < rows; row++) {
                        numbers[row] = isPresent(present, row) ? codeOfNumber[numbers[row]] : 0;
                    }
                    batch.symbolCodes(name, numbers);
                } else {
                    batch.byteValues(name, chosen.choose(numbers, rows));
                }
            }
        }
        if (isRequired) {
            requireNoNull(present, from, rows);
        } else {
            batch.validity(name, present);
        }
    }

    private boolean isPresent(MemorySegment present, int row) {
        return present == null || !nulls.isNull(row);
    }

    private void requireNoNull(MemorySegment present, long from, int rows) {
        for (int row = 0; present != null && row < rows; row++) {
            if (nulls.isNull(row)) {
                throw new DataException(
                        "column cannot be null: column=" + column.name() + ", row=" + (rowsBefore + from + row));
            }
        }
    }

    private boolean[] booleans(long from, int rows) {
        long at = source.firstRow() + from;
        for (int row = 0; row < rows; row++) {
            booleans[row] = fixed.get(JAVA_BYTE, at + row) != 0;
        }
        return booleans;
    }

    private MemorySegment bits(long from, int rows) {
        long at = source.firstRow() + from;
        for (int row = 0; row < rows; row += 8) {
            int eight = 0;
            for (int bit = 0; bit < 8 && row + bit < rows; bit++) {
                long place = at + row + bit;
                eight |= (fixed.get(JAVA_BYTE, place >>> 3) >>> (place & 7) & 1) << bit;
            }
            bits.set(JAVA_BYTE, row >>> 3, (byte) eight);
        }
        return bits;
    }

    private int[] codes(Texts window, MemorySegment present, int rows) {
        for (int row = 0; row < rows; row++) {
            numbers[row] = isPresent(present, row)
                    ? symbols.intern(window.segment(row), window.offset(row), window.length(row))
                    : 0;
        }
        return numbers;
    }

    private int[] codes(String[] strings, int rows) {
        for (int row = 0; row < rows; row++) {
            numbers[row] = strings[row] == null ? 0 : symbols.intern(strings[row]);
        }
        return numbers;
    }

    private String[] strings(long from, MemorySegment present, int rows) {
        String[] strings = new String[rows];
        for (int row = 0; row < rows; row++) {
            if (isPresent(present, row)) {
                strings[row] = string((source.firstRow() + from + row) * source.width(), rowsBefore + from + row);
            }
        }
        return strings;
    }

    private String string(long at, long row) {
        var text = new StringBuilder();
        int length = source.width() / 4;
        while (length > 0 && fixed.get(JAVA_INT_UNALIGNED, at + (length - 1) * 4L) == 0) {
            length--;
        }
        for (int i = 0; i < length; i++) {
            int point = fixed.get(JAVA_INT_UNALIGNED, at + i * 4L);
            if (!Character.isValidCodePoint(point)
                    || point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                throw new DataException("not a character: column=" + column.name() + ", row=" + row + ", code point="
                        + Integer.toHexString(point));
            }
            text.appendCodePoint(point);
        }
        return text.toString();
    }

    /// Takes the numbers of the piece; negative ones become nulls.
    private MemorySegment numbers(long from, MemorySegment given, int rows) {
        MemorySegment present = given;
        for (int row = 0; row < rows; row++) {
            long number = number(source.firstRow() + from + row);
            if (number < 0 && isPresent(present, row)) {
                present = nulls.withNull(present, row, rows);
            } else if (number >= source.dictionaryRows() && isPresent(present, row)) {
                throw new DataException("outside the dictionary: column=" + column.name() + ", row="
                        + (rowsBefore + from + row) + ", number=" + number + ", dictionary=" + source.dictionaryRows());
            }
            numbers[row] = isPresent(present, row) ? (int) number : 0;
        }
        return present;
    }

    private long number(long row) {
        return switch (source.width()) {
            case 1 -> fixed.get(JAVA_BYTE, row);
            case 2 -> fixed.get(JAVA_SHORT_UNALIGNED, row * 2);
            case 4 -> fixed.get(JAVA_INT_UNALIGNED, row * 4);
            case 8 -> fixed.get(JAVA_LONG_UNALIGNED, row * 8);
            default -> throw new IllegalArgumentException("no such width of a number: width=" + source.width());
        };
    }
}
