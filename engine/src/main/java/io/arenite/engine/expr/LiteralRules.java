package io.arenite.engine.expr;

import io.arenite.partitions.ColumnType;
import java.util.List;

/// What the nodes of [BoundExpr] check when they are built.
final class LiteralRules {
    private LiteralRules() {}

    /// A literal's Java class must be the one that its type is computed with.
    static Object checked(Object value, ColumnType type) {
        if (value == null) {
            return null;
        }
        Class<?> expected = TypeRules.literalClass(type);
        if (!expected.isInstance(value)) {
            throw new IllegalArgumentException("a literal's value must suit its type: type=" + type + ", expected="
                    + expected.getSimpleName() + ", value=" + value + ", class="
                    + value.getClass().getSimpleName());
        }
        boolean narrow = type.equals(ColumnType.FLOAT32);
        return narrow ? (Object) (double) (float) (double) (Double) value : value;
    }

    static List<BoundExpr> checkBooleans(String operation, List<BoundExpr> operands) {
        if (operands.isEmpty()) {
            throw new IllegalArgumentException("a logical operation needs operands: operation=" + operation);
        }
        for (BoundExpr operand : operands) {
            if (!operand.type().equals(ColumnType.BOOL)) {
                throw new IllegalArgumentException("a logical operation takes booleans: operation=" + operation
                        + ", operand type=" + operand.type());
            }
        }
        return List.copyOf(operands);
    }
}
