package io.arenite.engine.exec;

import io.arenite.engine.frame.ColumnBuffers;
import io.arenite.engine.frame.ColumnBuilder;
import io.arenite.engine.frame.Frame;
import io.arenite.engine.kernel.BitmapKernel;
import java.lang.foreign.MemorySegment;

/// The rows of a frame. All is copied into scratch: a frame may be on the heap, and kernels see native memory only.
final class FrameSource implements BatchSource {
    private final ColumnBuffers[] columns;

    FrameSource(Frame frame) {
        columns = new ColumnBuffers[frame.columnCount()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = frame.column(i).buffers();
        }
    }

    @Override
    public void values(
            int column, int widthBytes, long position, int rows, MemorySegment home, long homeOffset, Place out) {
        MemorySegment.copy(columns[column].values(), position * widthBytes, home, homeOffset, (long) rows * widthBytes);
        out.segment = home;
        out.offset = homeOffset;
    }

    @Override
    public void bits(int column, long position, int rows, MemorySegment home, long homeOffset) {
        copyBits(columns[column].values(), position, rows, home, homeOffset);
    }

    @Override
    public boolean isNullable(int column) {
        return columns[column].validity() != null;
    }

    @Override
    public void validity(int column, long position, int rows, MemorySegment home, long homeOffset) {
        copyBits(columns[column].validity(), position, rows, home, homeOffset);
    }

    private static void copyBits(MemorySegment bits, long position, int rows, MemorySegment home, long homeOffset) {
        BitmapKernel.range(0, 0, rows, home, homeOffset);
        MemorySegment.copy(bits, position >>> 3, home, homeOffset, rows + 7L >>> 3);
    }

    @Override
    public void appendBytes(int column, long position, ColumnBuilder out) {
        out.appendFrom(columns[column], position);
    }

    @Override
    public int keyCode() {
        throw new IllegalStateException("a frame has no partition key");
    }
}
