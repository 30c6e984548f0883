package io.arenite.python.plan;

import java.math.BigInteger;
import java.util.List;

/// One operation of a plan in JSON: an array that begins with its name. What does not fit is an error
/// that shows the operation.
record Node(String name, List<?> items) {
    private static final int SHOWN_CHARACTERS = 200;

    static Node of(Object json) {
        if (json instanceof List<?> items && !items.isEmpty() && items.getFirst() instanceof String name) {
            return new Node(name, items);
        }
        throw new IllegalArgumentException(
                "a step of a plan is an array that begins with its name: found=" + shortened(String.valueOf(json)));
    }

    /// How many arguments follow the name.
    int size() {
        return items.size() - 1;
    }

    Node requireSize(int size) {
        if (size() != size) {
            throw wrong("arguments", String.valueOf(size));
        }
        return this;
    }

    Object argument(int index) {
        if (index >= size()) {
            throw wrong("arguments", "more than " + index);
        }
        return items.get(index + 1);
    }

    String text(int index) {
        return argument(index) instanceof String text ? text : wrongArgument(index, "text");
    }

    List<?> list(int index) {
        return argument(index) instanceof List<?> list ? list : wrongArgument(index, "an array");
    }

    /// An integer of any size.
    BigInteger integer(int index) {
        return switch (argument(index)) {
            case Integer i -> BigInteger.valueOf(i);
            case Long l -> BigInteger.valueOf(l);
            case BigInteger b -> b;
            case null, default -> wrongArgument(index, "an integer");
        };
    }

    /// An integer of 64 bits.
    long number(int index) {
        BigInteger value = integer(index);
        return value.bitLength() < Long.SIZE ? value.longValue() : wrongArgument(index, "an int64");
    }

    IllegalArgumentException unknown(String what) {
        return new IllegalArgumentException("no such " + what + " of a plan: name=" + name + ", in=" + this);
    }

    <T> T wrongArgument(int index, String wanted) {
        throw wrong("argument " + index, wanted);
    }

    private IllegalArgumentException wrong(String what, String wanted) {
        return new IllegalArgumentException(
                "a plan cannot be read: step=" + name + ", " + what + "=" + wanted + " wanted, in=" + this);
    }

    @Override
    public String toString() {
        return shortened(items.toString());
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "...";
    }
}
