/// Vector kernels beside their scalar specification, one file per operation.
///
/// Each kernel has static entry points that pick its nested `Vector` or `Scalar` class by a static flag: false without
/// the vector module ([io.arenite.engine.kernel.Simd#ENABLED]), and until
/// [io.arenite.engine.kernel.KernelWarmUp] has got the vector class compiled. `Scalar` is a plain loop and the
/// specification, `Vector` gives the same
/// bits at any width and leaves its head and tail to `Scalar`. This is the only package that imports
/// `jdk.incubator.vector`.
///
/// Conventions, which no method repeats:
/// - Values are little-endian, `offset` is the byte offset of the first row, `rows` may be 0. Exactly `rows` rows are
///   read and written.
/// - All segments are native: a heap segment would make the call sites bimorphic, ten times slower.
/// - `lane0` is the position of the first row & 31. Methods with a mask have none: a batch starts at lane 0.
/// - A mask is an LSB-first bitmap: bit `i` is row `i` of the batch. Masks are read and written in whole 64-bit words;
///   bits at and after `rows` are ignored when read and zero when written. Input and output may be the same place.
package io.arenite.engine.kernel;
