package io.arenite.engine.kernel;

import static io.arenite.engine.kernel.Shape.I64;
import static io.arenite.engine.kernel.Shape.L;
import static io.arenite.engine.kernel.Shape.ORDER;
import static io.arenite.engine.kernel.Shape.V;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.arenite.arena.Faults;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// Smallest and largest 64-bit integer. `order` is [#SIGNED] or [#UNSIGNED]. Over no row at all the result is the
/// order's own largest value for min and smallest value for max, so partial results join without a special case; only
/// the caller, who counts the rows, knows that it means null.
public final class LongMinMaxKernel {
    /// Order of int64: no bit flipped.
    public static final long SIGNED = 0;

    /// Order of uint64: the sign bit flipped before comparing.
    public static final long UNSIGNED = Long.MIN_VALUE;

    /// False while [KernelWarmUp] has not got to this kernel; an ordinary read, as both give the same bits.
    static boolean useVector = KernelWarmUp.isVectorAtOnce();

    private LongMinMaxKernel() {}

    public static long min(long order, MemorySegment values, long offset, int rows) {
        return useVector ? Vector.min(order, values, offset, rows) : Cold.min(order, values, offset, rows);
    }

    public static long max(long order, MemorySegment values, long offset, int rows) {
        return useVector ? Vector.max(order, values, offset, rows) : Cold.max(order, values, offset, rows);
    }

    public static long minMasked(
            long order, MemorySegment values, long offset, int rows, MemorySegment mask, long maskOffset) {
        return useVector
                ? Vector.minMasked(order, values, offset, rows, mask, maskOffset)
                : Scalar.minMasked(order, values, offset, rows, mask, maskOffset);
    }

    public static long maxMasked(
            long order, MemorySegment values, long offset, int rows, MemorySegment mask, long maskOffset) {
        return useVector
                ? Vector.maxMasked(order, values, offset, rows, mask, maskOffset)
                : Scalar.maxMasked(order, values, offset, rows, mask, maskOffset);
    }

    static final class Scalar {
        private Scalar() {}

        static long min(long order, MemorySegment values, long offset, int rows) {
            long min = Long.MAX_VALUE;
            for (int i = 0; i < rows; i++) {
                min = Math.min(min, values.get(JAVA_LONG_UNALIGNED, offset + 8L * i) ^ order);
            }
            return min ^ order;
        }

        static long max(long order, MemorySegment values, long offset, int rows) {
            long max = Long.MIN_VALUE;
            for (int i = 0; i < rows; i++) {
                max = Math.max(max, values.get(JAVA_LONG_UNALIGNED, offset + 8L * i) ^ order);
            }
            return max ^ order;
        }

        static long minMasked(
                long order, MemorySegment values, long offset, int rows, MemorySegment mask, long maskOffset) {
            long min = Long.MAX_VALUE;
            for (int i = 0; i < rows; i++) {
                if (BitmapKernel.isSet(mask, maskOffset, i)) {
                    min = Math.min(min, values.get(JAVA_LONG_UNALIGNED, offset + 8L * i) ^ order);
                }
            }
            return min ^ order;
        }

        static long maxMasked(
                long order, MemorySegment values, long offset, int rows, MemorySegment mask, long maskOffset) {
            long max = Long.MIN_VALUE;
            for (int i = 0; i < rows; i++) {
                if (BitmapKernel.isSet(mask, maskOffset, i)) {
                    max = Math.max(max, values.get(JAVA_LONG_UNALIGNED, offset + 8L * i) ^ order);
                }
            }
            return max ^ order;
        }
    }

    /// Answers until the vector class is hot; see [ColdRows].
    static final class Cold {
        private Cold() {}

        static long min(long order, MemorySegment values, long offset, int rows) {
            var chunk = new long[ColdRows.CHUNK];
            long min = Long.MAX_VALUE;
            for (int first = 0; first < rows; first += ColdRows.CHUNK) {
                min = min(chunk, ColdRows.copy(values, offset, first, rows, chunk), order, min);
            }
            return min ^ order;
        }

        static long max(long order, MemorySegment values, long offset, int rows) {
            var chunk = new long[ColdRows.CHUNK];
            long max = Long.MIN_VALUE;
            for (int first = 0; first < rows; first += ColdRows.CHUNK) {
                max = max(chunk, ColdRows.copy(values, offset, first, rows, chunk), order, max);
            }
            return max ^ order;
        }

        private static long min(long[] values, int count, long order, long before) {
            long min = before;
            for (int i = 0; i < count; i++) {
                long value = values[i] ^ order;
                min = value < min ? value : min;
            }
            return min;
        }

        private static long max(long[] values, int count, long order, long before) {
            long max = before;
            for (int i = 0; i < count; i++) {
                long value = values[i] ^ order;
                max = value > max ? value : max;
            }
            return max;
        }
    }

    static final class Vector {
        static {
            Simd.vectorInitialized(Vector.class);
        }

        private Vector() {}

        static long min(long order, MemorySegment values, long offset, int rows) {
            int body = rows & -4 * L;
            LongVector flips = LongVector.broadcast(I64, order);
            LongVector a = LongVector.broadcast(I64, Long.MAX_VALUE);
            LongVector b = a;
            LongVector c = a;
            LongVector d = a;
            for (long done = 0; done < 8L * body; done += 4 * V) {
                Faults.areErrors();
                long at = offset + done;
                a = a.min(LongVector.fromMemorySegment(I64, values, at, ORDER).lanewise(VectorOperators.XOR, flips));
                b = b.min(
                        LongVector.fromMemorySegment(I64, values, at + V, ORDER).lanewise(VectorOperators.XOR, flips));
                c = c.min(LongVector.fromMemorySegment(I64, values, at + 2 * V, ORDER)
                        .lanewise(VectorOperators.XOR, flips));
                d = d.min(LongVector.fromMemorySegment(I64, values, at + 3 * V, ORDER)
                        .lanewise(VectorOperators.XOR, flips));
            }
            long min = a.min(b).min(c.min(d)).reduceLanes(VectorOperators.MIN);
            long tail = Scalar.min(order, values, offset + 8L * body, rows - body) ^ order;
            return Math.min(min, tail) ^ order;
        }

        static long minMasked(
                long order, MemorySegment values, long offset, int rows, MemorySegment mask, long maskOffset) {
            int body = rows & -32;
            LongVector flips = LongVector.broadcast(I64, order);
            LongVector identity = LongVector.broadcast(I64, Long.MAX_VALUE);
            LongVector a = identity;
            LongVector b = identity;
            LongVector c = identity;
            LongVector d = identity;
            for (long done = 0; done < 8L * body; done += 256) {
                long word = mask.get(JAVA_INT_UNALIGNED, maskOffset + (done >>> 6)) & 0xffff_ffffL;
                for (int lane = 0; lane < 32; lane += 4 * L) {
                    Faults.areErrors();
                    long at = offset + done + 8L * lane;
                    long bits = word >>> lane;
                    LongVector p =
                            LongVector.fromMemorySegment(I64, values, at, ORDER).lanewise(VectorOperators.XOR, flips);
                    LongVector q = LongVector.fromMemorySegment(I64, values, at + V, ORDER)
                            .lanewise(VectorOperators.XOR, flips);
                    LongVector r = LongVector.fromMemorySegment(I64, values, at + 2 * V, ORDER)
                            .lanewise(VectorOperators.XOR, flips);
                    LongVector s = LongVector.fromMemorySegment(I64, values, at + 3 * V, ORDER)
                            .lanewise(VectorOperators.XOR, flips);
                    a = a.min(identity.blend(p, VectorMask.fromLong(I64, bits)));
                    b = b.min(identity.blend(q, VectorMask.fromLong(I64, bits >>> L)));
                    c = c.min(identity.blend(r, VectorMask.fromLong(I64, bits >>> 2 * L)));
                    d = d.min(identity.blend(s, VectorMask.fromLong(I64, bits >>> 3 * L)));
                }
            }
            long min = a.min(b).min(c.min(d)).reduceLanes(VectorOperators.MIN);
            long from = maskOffset + (body >>> 3);
            long tail = Scalar.minMasked(order, values, offset + 8L * body, rows - body, mask, from) ^ order;
            return Math.min(min, tail) ^ order;
        }

        static long max(long order, MemorySegment values, long offset, int rows) {
            int body = rows & -4 * L;
            LongVector flips = LongVector.broadcast(I64, order);
            LongVector a = LongVector.broadcast(I64, Long.MIN_VALUE);
            LongVector b = a;
            LongVector c = a;
            LongVector d = a;
            for (long done = 0; done < 8L * body; done += 4 * V) {
                Faults.areErrors();
                long at = offset + done;
                a = a.max(LongVector.fromMemorySegment(I64, values, at, ORDER).lanewise(VectorOperators.XOR, flips));
                b = b.max(
                        LongVector.fromMemorySegment(I64, values, at + V, ORDER).lanewise(VectorOperators.XOR, flips));
                c = c.max(LongVector.fromMemorySegment(I64, values, at + 2 * V, ORDER)
                        .lanewise(VectorOperators.XOR, flips));
                d = d.max(LongVector.fromMemorySegment(I64, values, at + 3 * V, ORDER)
                        .lanewise(VectorOperators.XOR, flips));
            }
            long max = a.max(b).max(c.max(d)).reduceLanes(VectorOperators.MAX);
            long tail = Scalar.max(order, values, offset + 8L * body, rows - body) ^ order;
            return Math.max(max, tail) ^ order;
        }

        static long maxMasked(
                long order, MemorySegment values, long offset, int rows, MemorySegment mask, long maskOffset) {
            int body = rows & -32;
            LongVector flips = LongVector.broadcast(I64, order);
            LongVector identity = LongVector.broadcast(I64, Long.MIN_VALUE);
            LongVector a = identity;
            LongVector b = identity;
            LongVector c = identity;
            LongVector d = identity;
            for (long done = 0; done < 8L * body; done += 256) {
                long word = mask.get(JAVA_INT_UNALIGNED, maskOffset + (done >>> 6)) & 0xffff_ffffL;
                for (int lane = 0; lane < 32; lane += 4 * L) {
                    Faults.areErrors();
                    long at = offset + done + 8L * lane;
                    long bits = word >>> lane;
                    LongVector p =
                            LongVector.fromMemorySegment(I64, values, at, ORDER).lanewise(VectorOperators.XOR, flips);
                    LongVector q = LongVector.fromMemorySegment(I64, values, at + V, ORDER)
                            .lanewise(VectorOperators.XOR, flips);
                    LongVector r = LongVector.fromMemorySegment(I64, values, at + 2 * V, ORDER)
                            .lanewise(VectorOperators.XOR, flips);
                    LongVector s = LongVector.fromMemorySegment(I64, values, at + 3 * V, ORDER)
                            .lanewise(VectorOperators.XOR, flips);
                    a = a.max(identity.blend(p, VectorMask.fromLong(I64, bits)));
                    b = b.max(identity.blend(q, VectorMask.fromLong(I64, bits >>> L)));
                    c = c.max(identity.blend(r, VectorMask.fromLong(I64, bits >>> 2 * L)));
                    d = d.max(identity.blend(s, VectorMask.fromLong(I64, bits >>> 3 * L)));
                }
            }
            long max = a.max(b).max(c.max(d)).reduceLanes(VectorOperators.MAX);
            long from = maskOffset + (body >>> 3);
            long tail = Scalar.maxMasked(order, values, offset + 8L * body, rows - body, mask, from) ^ order;
            return Math.max(max, tail) ^ order;
        }
    }
}
