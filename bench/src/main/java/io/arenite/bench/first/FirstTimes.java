package io.arenite.bench.first;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/// What a fresh process measured of itself, in milliseconds.
///
/// @param toMain from the start of the process to its main method
/// @param open opening the database
/// @param load until the rows were in, or until the time for loading was over
/// @param first the first query
/// @param firstCpu the CPU time of its thread; NaN where that clock was left alone
/// @param second the same query again, which the result cache answers
/// @param toAnswer from the start of the process to the first answer
record FirstTimes(
        double toMain, double open, double load, double first, double firstCpu, double second, double toAnswer) {
    /// As [#parse] reads it.
    String line() {
        return DoubleStream.of(toMain, open, load, first, firstCpu, second, toAnswer)
                .mapToObj(Double::toString)
                .collect(Collectors.joining(" "));
    }

    static FirstTimes parse(String line) {
        double[] t = Arrays.stream(line.strip().split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
        return new FirstTimes(t[0], t[1], t[2], t[3], t[4], t[5], t[6]);
    }
}
