package io.arenite.engine.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.engine.kernel.Simd;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// One workload in four JVMs - native vector width, AVX2, 128 bits, no vector module - gives one digest.
class SameBitsEverywhereTest {
    private static final String MODULE = "--add-modules=jdk.incubator.vector";

    @Test
    void anyVectorWidthGivesTheSameBits() throws IOException, InterruptedException {
        long seed = Long.getLong("arenite.seed", System.nanoTime());
        System.out.println("same bits everywhere: seed=" + seed);
        List<Process> running = new ArrayList<>();
        for (List<String> flags : List.of(
                List.of(MODULE),
                List.of(MODULE, "-XX:UseAVX=2"),
                List.of(MODULE, "-XX:MaxVectorSize=16"),
                List.<String>of())) {
            running.add(start(flags, seed));
        }
        List<String> outputs = new ArrayList<>();
        for (Process process : running) {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as("seed=%s, output=%s", seed, output).isZero();
            boolean told = output.contains("missing flag=" + MODULE);
            assertThat(told).as("the engine names the missing flag: %s", output).isEqualTo(outputs.size() == 3);
            outputs.add(output.lines()
                    .filter(line -> line.startsWith("digest="))
                    .findFirst()
                    .orElseThrow());
        }
        String digest = outputs.getFirst().substring(0, outputs.getFirst().indexOf(' '));
        assertThat(outputs).as("seed=" + seed).allMatch(output -> output.startsWith(digest + " "));
        assertThat(bits(outputs.get(0))).isEqualTo(Simd.vectorBits());
        assertThat(bits(outputs.get(2))).isEqualTo(128);
        assertThat(bits(outputs.get(3))).isZero();
    }

    private static int bits(String output) {
        return Integer.parseInt(output.substring(output.indexOf("bits=") + 5).strip());
    }

    private static Process start(List<String> flags, long seed) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        command.addAll(flags);
        command.add("-Darenite.warmup=off");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-Xmx512m");
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(AnswerDigest.class.getName());
        command.add(Long.toString(seed));
        command.add("12");
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}
