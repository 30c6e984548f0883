package io.arenite.engine.reference;

import io.arenite.engine.kernel.Simd;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A program for a JVM of its own: runs seeded workloads and prints a digest of all answers and how wide its vectors
/// were. Arguments: first seed, number of seeds.
final class AnswerDigest {
    private AnswerDigest() {}

    public static void main(String[] args) throws NoSuchAlgorithmException {
        long first = Long.parseLong(args[0]);
        int seeds = Integer.parseInt(args[1]);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (int i = 0; i < seeds; i++) {
            int rows = i == 0 ? 150_000 : 2_000;
            // Doubles print so that different values differ.
            new Workload(
                            first + i,
                            (at, reference, plan, answer) ->
                                    digest.update(answer.toString().getBytes(StandardCharsets.UTF_8)))
                    .run(rows, i == 0 ? 9 : 24);
        }
        System.out.println("digest=" + HexFormat.of().formatHex(digest.digest()) + " bits=" + Simd.vectorBits());
    }
}
