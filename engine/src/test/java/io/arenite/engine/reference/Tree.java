package io.arenite.engine.reference;

import java.util.List;
import java.util.function.BinaryOperator;

/// The radix tree over (bucket, code), bit by bit.
final class Tree {
    private Tree() {}

    /// A value at a key.
    record Leaf<T>(long bucket, int code, T value) {
        private boolean bit(int level) {
            long flipped = bucket ^ Long.MIN_VALUE;
            return level >= 32 ? (flipped >>> (level - 32) & 1) != 0 : (code >>> level & 1) != 0;
        }
    }

    /// Null where there is no leaf.
    static <T> T fold(List<Leaf<T>> leaves, BinaryOperator<T> join) {
        return fold(leaves, 95, join);
    }

    private static <T> T fold(List<Leaf<T>> leaves, int level, BinaryOperator<T> join) {
        if (leaves.isEmpty()) {
            return null;
        }
        if (level < 0) {
            return leaves.getFirst().value();
        }
        T left = fold(leaves.stream().filter(leaf -> !leaf.bit(level)).toList(), level - 1, join);
        T right = fold(leaves.stream().filter(leaf -> leaf.bit(level)).toList(), level - 1, join);
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        return join.apply(left, right);
    }
}
