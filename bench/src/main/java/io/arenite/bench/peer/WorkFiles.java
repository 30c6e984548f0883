package io.arenite.bench.peer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The work set as files for the Python side: each column's raw little-endian values, and `work.json` with the
/// constants.
final class WorkFiles {
    private final Path folder;
    private ByteBuffer buffer = ByteBuffer.allocate(0);

    WorkFiles(Path folder) {
        this.folder = folder;
    }

    /// Appends the chunk's rows.
    void write(TradeGenerator.Chunk chunk) {
        buffer(chunk.rows * Long.BYTES).asLongBuffer().put(chunk.ts, 0, chunk.rows);
        append("ts.i64");
        buffer(chunk.rows * Integer.BYTES).asIntBuffer().put(chunk.codes, 0, chunk.rows);
        append("code.i32");
        buffer(chunk.rows * Double.BYTES).asDoubleBuffer().put(chunk.prices, 0, chunk.rows);
        append("price.f64");
        buffer(chunk.rows * Long.BYTES).asLongBuffer().put(chunk.sizes, 0, chunk.rows);
        append("size.i64");
    }

    void writeSmall(double[] prices, long[] sizes) {
        buffer(prices.length * Double.BYTES).asDoubleBuffer().put(prices);
        append("small_price.f64");
        buffer(sizes.length * Long.BYTES).asLongBuffer().put(sizes);
        append("small_size.i64");
    }

    void finish(String json) {
        try {
            Files.writeString(folder.resolve("work.json"), json);
        } catch (IOException e) {
            throw cannotWrite("work.json", e);
        }
    }

    private ByteBuffer buffer(int bytes) {
        if (buffer.capacity() < bytes) {
            buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }
        return buffer.clear().limit(bytes);
    }

    private void append(String name) {
        try (var channel =
                FileChannel.open(folder.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            throw cannotWrite(name, e);
        }
    }

    private PeerException cannotWrite(String name, IOException e) {
        return new PeerException(
                "cannot write the work set: file=%s, reason=%s".formatted(folder.resolve(name), e.getMessage()), e);
    }
}
