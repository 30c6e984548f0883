package io.arenite.bench.peer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// How long the machine takes to read as many bytes as the VWAP of all must read, by a loop in C that computes next to
/// nothing, on one thread or on several. It takes its turns like any contender.
final class ReadBandwidth implements Contender, AutoCloseable {
    static final String NAME = "read bandwidth";

    private final String name;
    private final int threads;
    private final MemorySegment memory;
    private final MethodHandle read;
    private final ExecutorService helpers;
    private final boolean isSmall;

    /// @param memory what is read; its owner keeps it
    /// @param isSmall whether its bytes are those of the small work
    ReadBandwidth(CKernels kernels, MemorySegment memory, int threads, boolean isSmall) {
        this.name = threads == 1 && !isSmall ? NAME + ", 1 thread" : NAME;
        this.threads = threads;
        this.memory = memory;
        this.read = kernels.read();
        this.isSmall = isSmall;
        this.helpers = Executors.newFixedThreadPool(
                Math.max(1, threads - 1),
                Thread.ofPlatform().daemon().name("read bandwidth").factory());
    }

    /// Memory with a value in each page, so that all of it is there.
    static MemorySegment touched(Arena arena, long bytes) {
        MemorySegment memory = arena.allocate(bytes, 64);
        memory.fill((byte) 1);
        return memory;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Side side() {
        return Side.LIMIT;
    }

    @Override
    public boolean can(Operation operation) {
        return operation == (isSmall ? Operation.SMALL_VWAP : Operation.VWAP);
    }

    @Override
    public Turn run(Operation operation, int repeats) {
        long start = System.nanoTime();
        for (int i = 0; i < repeats; i++) {
            readAll();
        }
        return new Turn((System.nanoTime() - start) / (double) repeats, 0, null);
    }

    private void readAll() {
        long share = memory.byteSize() / threads & -64L;
        var parts = new Future<?>[threads - 1];
        for (int part = 0; part < parts.length; part++) {
            MemorySegment slice = memory.asSlice((part + 1) * share, share);
            parts[part] = helpers.submit(() -> read(slice));
        }
        read(memory.asSlice(0, share));
        try {
            for (Future<?> part : parts) {
                part.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PeerException("interrupted: contender=" + name, e);
        }
    }

    private long read(MemorySegment slice) {
        try {
            return (long) read.invokeExact(slice, slice.byteSize() / Long.BYTES);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        helpers.shutdownNow();
    }
}
