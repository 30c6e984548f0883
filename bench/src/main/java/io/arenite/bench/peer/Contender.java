package io.arenite.bench.peer;

/// Somebody who takes turns at an operation: a peer, us, or a limit of the machine.
interface Contender {
    String name();

    /// Who is compared with whom.
    Side side();

    boolean can(Operation operation);

    /// Computes so many times in a row, wall clock, then gives the answer.
    Turn run(Operation operation, int repeats);

    enum Side {
        OURS,
        PEER,
        /// A limit of the machine, such as its read bandwidth; it has no answer.
        LIMIT
    }

    /// @param ns of one run, the mean of the repeats
    /// @param allocatedBytes on the Java heap by one run; 0 for those who have none
    /// @param answer null for a limit
    record Turn(double ns, double allocatedBytes, Answer answer) {}
}
