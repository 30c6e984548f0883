package io.arenite.engine.generate;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.MTD_void;

import io.arenite.arena.Faults;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/// Writes calls of the Vector API: operands come from local variables, the result goes to a new one.
final class VectorCode {
    /// The kinds of vectors with 64-bit lanes, as receivers of calls.
    enum Kind {
        F64("DoubleVector", "F64", CD_double),
        I64("LongVector", "I64", CD_long);

        final ClassDesc vector;
        final String species;
        final ClassDesc lane;
        final ClassDesc array;

        Kind(String vector, String species, ClassDesc lane) {
            this.vector = vectorApi(vector);
            this.species = species;
            this.lane = lane;
            this.array = lane.arrayType();
        }
    }

    private static final ClassDesc VECTOR = vectorApi("Vector");
    private static final ClassDesc MASK = vectorApi("VectorMask");
    private static final ClassDesc SPECIES = vectorApi("VectorSpecies");
    private static final ClassDesc OPERATORS = vectorApi("VectorOperators");
    private static final ClassDesc COMPARISON = vectorApi("VectorOperators$Comparison");
    private static final ClassDesc BINARY = vectorApi("VectorOperators$Binary");
    private static final ClassDesc ASSOCIATIVE = vectorApi("VectorOperators$Associative");
    private static final ClassDesc CONVERSION = vectorApi("VectorOperators$Conversion");
    private static final ClassDesc INTS = vectorApi("IntVector");
    private static final ClassDesc FLOATS = vectorApi("FloatVector");
    private static final ClassDesc SEGMENT = ClassDesc.of("java.lang.foreign.MemorySegment");
    private static final ClassDesc LAYOUT = ClassDesc.of("java.lang.foreign.ValueLayout");
    private static final ClassDesc INT_LAYOUT = ClassDesc.of("java.lang.foreign.ValueLayout$OfInt");
    private static final ClassDesc ORDER = ClassDesc.of("java.nio.ByteOrder");
    private static final ClassDesc FAULTS = ClassDesc.of(Faults.class.getName());
    private static final ClassDesc CONSTANTS = ClassDesc.of(LoopSpecies.class.getName());

    private final CodeBuilder code;

    private static ClassDesc vectorApi(String name) {
        return ClassDesc.of("jdk.incubator.vector." + name);
    }

    VectorCode(CodeBuilder code) {
        this.code = code;
    }

    int newLocal(TypeKind kind) {
        return code.allocateLocal(kind);
    }

    private int store() {
        int local = newLocal(TypeKind.REFERENCE);
        code.astore(local);
        return local;
    }

    /// Makes `local` hold what `value` holds.
    void assign(int local, int value) {
        code.aload(value).astore(local);
    }

    void exchange(int left, int right) {
        code.aload(left).aload(right).astore(left).astore(right);
    }

    private void constant(String name, ClassDesc type) {
        code.getstatic(CONSTANTS, name, type);
    }

    /// A vector of 64-bit lanes at `address + skip` of the segment.
    int load(Kind kind, int segment, int address, long skip) {
        return fromSegment(kind.vector, kind.species, segment, address, skip);
    }

    private int fromSegment(ClassDesc vector, String species, int segment, int address, long skip) {
        code.invokestatic(FAULTS, "areErrors", MTD_void);
        constant(species, SPECIES);
        code.aload(segment).lload(address);
        if (skip != 0) {
            code.loadConstant(skip).ladd();
        }
        constant("ORDER", ORDER);
        code.invokestatic(vector, "fromMemorySegment", MethodTypeDesc.of(vector, SPECIES, SEGMENT, CD_long, ORDER));
        return store();
    }

    /// 32-bit integers, signed or not, as int64.
    int loadInts(int segment, int address, long skip, boolean unsigned) {
        int ints = fromSegment(INTS, "I32", segment, address, skip);
        return convert(INTS, ints, unsigned ? "ZERO_EXTEND_I2L" : "I2L", Kind.I64);
    }

    /// Signed 32-bit integers as float64.
    int loadIntsAsReals(int segment, int address, long skip) {
        return convert(INTS, fromSegment(INTS, "I32", segment, address, skip), "I2D", Kind.F64);
    }

    int loadFloats(int segment, int address, long skip) {
        return convert(FLOATS, fromSegment(FLOATS, "F32", segment, address, skip), "F2D", Kind.F64);
    }

    private int convert(ClassDesc from, int local, String conversion, Kind to) {
        code.aload(local).getstatic(OPERATORS, conversion, CONVERSION);
        constant(to.species, SPECIES);
        code.iconst_0()
                .invokevirtual(from, "convertShape", MethodTypeDesc.of(VECTOR, CONVERSION, SPECIES, CD_int))
                .checkcast(to.vector);
        return store();
    }

    int roundToFloat(int local) {
        code.aload(local).getstatic(OPERATORS, "D2F", CONVERSION);
        constant("F32", SPECIES);
        code.iconst_0()
                .invokevirtual(Kind.F64.vector, "convertShape", MethodTypeDesc.of(VECTOR, CONVERSION, SPECIES, CD_int))
                .checkcast(FLOATS);
        return convert(FLOATS, store(), "F2D", Kind.F64);
    }

    /// The 32 bits at `address` of the segment, as a long without a sign.
    int loadBits(int segment, int address) {
        code.aload(segment)
                .getstatic(LAYOUT, "JAVA_INT_UNALIGNED", INT_LAYOUT)
                .lload(address)
                .invokeinterface(SEGMENT, "get", MethodTypeDesc.of(CD_int, INT_LAYOUT, CD_long))
                .i2l()
                .loadConstant(0xffff_ffffL)
                .land();
        int local = newLocal(TypeKind.LONG);
        code.lstore(local);
        return local;
    }

    /// A mask of the bits from `shift + skip` on, where `shift` is a local int.
    int maskOfBits(Kind kind, int bits, int shift, int skip) {
        constant(kind.species, SPECIES);
        code.lload(bits).iload(shift);
        if (skip > 0) {
            code.loadConstant(skip).iadd();
        }
        code.lushr().invokestatic(MASK, "fromLong", MethodTypeDesc.of(MASK, SPECIES, CD_long));
        return store();
    }

    int broadcast(Kind kind, double value) {
        constant(kind.species, SPECIES);
        if (kind == Kind.F64) {
            code.loadConstant(value);
        } else {
            code.loadConstant((long) value);
        }
        return broadcastTop(kind);
    }

    int broadcast(long value) {
        constant("I64", SPECIES);
        code.loadConstant(value);
        return broadcastTop(Kind.I64);
    }

    /// The parameter at `index` of an array of longs, a double by its bits.
    int broadcastParameter(Kind kind, int array, int index) {
        constant(kind.species, SPECIES);
        code.aload(array).loadConstant(index).laload();
        if (kind == Kind.F64) {
            code.invokestatic(
                    ClassDesc.of("java.lang.Double"), "longBitsToDouble", MethodTypeDesc.of(CD_double, CD_long));
        }
        return broadcastTop(kind);
    }

    private int broadcastTop(Kind kind) {
        code.invokestatic(kind.vector, "broadcast", MethodTypeDesc.of(kind.vector, SPECIES, kind.lane));
        return store();
    }

    /// Lanes from `at + skip` on, where `at` is a local int.
    int fromArray(Kind kind, int array, int at, int skip) {
        constant(kind.species, SPECIES);
        code.aload(array).iload(at).loadConstant(skip).iadd();
        code.invokestatic(kind.vector, "fromArray", MethodTypeDesc.of(kind.vector, SPECIES, kind.array, CD_int));
        return store();
    }

    void intoArray(Kind kind, int local, int array, int at, int skip) {
        code.aload(local).aload(array).iload(at).loadConstant(skip).iadd();
        code.invokevirtual(kind.vector, "intoArray", MethodTypeDesc.of(CD_void, kind.array, CD_int));
    }

    /// A method of one other vector, like `add`.
    int binary(Kind kind, String method, int left, int right) {
        code.aload(left).aload(right);
        code.invokevirtual(kind.vector, method, MethodTypeDesc.of(kind.vector, VECTOR));
        return store();
    }

    /// The same where the mask is set; other lanes stay those of `left`.
    int binary(Kind kind, String method, int left, int right, int mask) {
        code.aload(left).aload(right).aload(mask);
        code.invokevirtual(kind.vector, method, MethodTypeDesc.of(kind.vector, VECTOR, MASK));
        return store();
    }

    /// A method without operands, like `neg`.
    int unary(Kind kind, String method, int operand) {
        code.aload(operand).invokevirtual(kind.vector, method, MethodTypeDesc.of(kind.vector));
        return store();
    }

    int fma(int x, int y, int sum) {
        code.aload(x).aload(y).aload(sum);
        ClassDesc vector = Kind.F64.vector;
        code.invokevirtual(vector, "fma", MethodTypeDesc.of(vector, VECTOR, VECTOR));
        return store();
    }

    int xor(int left, int right) {
        code.aload(left).getstatic(OPERATORS, "XOR", ASSOCIATIVE).aload(right);
        ClassDesc vector = Kind.I64.vector;
        code.invokevirtual(vector, "lanewise", MethodTypeDesc.of(vector, BINARY, VECTOR));
        return store();
    }

    /// `LSHR` or `ASHR`.
    int shift(String operator, int operand, long bits) {
        code.aload(operand).getstatic(OPERATORS, operator, BINARY).loadConstant(bits);
        ClassDesc vector = Kind.I64.vector;
        code.invokevirtual(vector, "lanewise", MethodTypeDesc.of(vector, BINARY, CD_long));
        return store();
    }

    int reinterpret(Kind from, int operand) {
        Kind to = from == Kind.F64 ? Kind.I64 : Kind.F64;
        String method = to == Kind.F64 ? "reinterpretAsDoubles" : "reinterpretAsLongs";
        code.aload(operand).invokevirtual(from.vector, method, MethodTypeDesc.of(to.vector));
        return store();
    }

    /// @param under a mask that the result is ANDed with, or -1
    int compare(Kind kind, String comparison, int left, int right, int under) {
        code.aload(left).getstatic(OPERATORS, comparison, COMPARISON).aload(right);
        if (under >= 0) {
            code.aload(under).invokevirtual(kind.vector, "compare", MethodTypeDesc.of(MASK, COMPARISON, VECTOR, MASK));
        } else {
            code.invokevirtual(kind.vector, "compare", MethodTypeDesc.of(MASK, COMPARISON, VECTOR));
        }
        return store();
    }

    /// `and` or `or` of two masks of one kind.
    int masks(String method, int left, int right) {
        code.aload(left).aload(right).invokevirtual(MASK, method, MethodTypeDesc.of(MASK, MASK));
        return store();
    }

    int not(int mask) {
        code.aload(mask).invokevirtual(MASK, "not", MethodTypeDesc.of(MASK));
        return store();
    }

    int castMask(Kind to, int mask) {
        code.aload(mask);
        constant(to.species, SPECIES);
        code.invokevirtual(MASK, "cast", MethodTypeDesc.of(MASK, SPECIES));
        return store();
    }
}
