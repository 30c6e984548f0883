package io.arenite.partitions.arrow;

import io.arenite.arena.file.CorruptFileException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// The bytes of one flatbuffer, from a file that may say anything. Everything is read through here, and a
/// position is checked before it is used; how many tables and how much text may be made of the bytes is
/// bounded, since a table may be pointed to from many places.
final class FlatBytes {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int TEXT_FACTOR = 8;
    private static final int FREE_TEXT_BYTES = 1 << 20;

    private final byte[] bytes;
    private final Path file;
    private final long fileOffset;
    private long tablesLeft;
    private long textLeft;

    /// @param fileOffset where the bytes begin in the file, for errors
    FlatBytes(byte[] bytes, Path file, long fileOffset) {
        this.bytes = bytes;
        this.file = file;
        this.fileOffset = fileOffset;
        this.tablesLeft = bytes.length / 4 + 16L;
        this.textLeft = (long) TEXT_FACTOR * bytes.length + FREE_TEXT_BYTES;
    }

    FlatTable root() {
        return table(0);
    }

    /// The table that an offset at that position points to.
    FlatTable table(int position) {
        int at = target(position);
        if (tablesLeft-- <= 0) {
            throw corrupt("header has too many tables", at);
        }
        int vtable = checked((long) at - int32(at), 4, at);
        int vtableBytes = uint16(vtable);
        if (vtableBytes < 4 || (vtableBytes & 1) != 0) {
            throw corrupt("header table is wrong", at);
        }
        checked(vtable, vtableBytes, at);
        int tableBytes = uint16(vtable + 2);
        checked(at, Math.max(4, tableBytes), at);
        return new FlatTable(this, at, tableBytes, vtable, vtableBytes);
    }

    /// The text that an offset at that position points to.
    String text(int position) {
        int at = target(position);
        int length = int32(at);
        if (length < 0 || length > bytes.length - at - 4) {
            throw corrupt("text in header is too long", at);
        }
        textLeft -= length;
        if (textLeft < 0) {
            throw corrupt("header has too much text", at);
        }
        return new String(bytes, at + 4, length, StandardCharsets.UTF_8);
    }

    /// Where the first element of the vector lies that an offset at that position points to; its count is in
    /// the four bytes before.
    int vector(int position, int elementBytes) {
        int at = target(position);
        int length = int32(at);
        if (length < 0 || (long) length * elementBytes > bytes.length - at - 4) {
            throw corrupt("list in header is too long", at);
        }
        return at + 4;
    }

    int uint16(int position) {
        checked(position, 2, position);
        return (short) SHORT.get(bytes, position) & 0xFFFF;
    }

    byte int8(int position) {
        checked(position, 1, position);
        return bytes[position];
    }

    int int32(int position) {
        checked(position, 4, position);
        return (int) INT.get(bytes, position);
    }

    long int64(int position) {
        checked(position, 8, position);
        return (long) LONG.get(bytes, position);
    }

    CorruptFileException corrupt(String rule, int position) {
        return new CorruptFileException(rule, file, fileOffset + position, "");
    }

    CorruptFileException corrupt(String rule, int position, String details) {
        return new CorruptFileException(rule, file, fileOffset + position, details);
    }

    /// Offsets point forward, so that no table is inside itself.
    private int target(int position) {
        long offset = int32(position) & 0xFFFFFFFFL;
        if (offset < 4) {
            throw corrupt("offset in header is wrong", position);
        }
        return checked(position + offset, 4, position);
    }

    private int checked(long position, int length, int from) {
        if (position < 0 || position > bytes.length - length) {
            throw corrupt("offset in header leads out of it", from);
        }
        return (int) position;
    }
}
