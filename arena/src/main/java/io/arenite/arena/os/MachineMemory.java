package io.arenite.arena.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What the kernel says about the memory that this process may use.
public final class MachineMemory {

    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

    private MachineMemory() {}

    /// The memory of the machine or of the container, whichever is less; `Long.MAX_VALUE` where neither can be read.
    public static long availableBytes() {
        return Stream.of(machineBytes(), cgroupBytes(CGROUPS.resolve("memory.max")), ownCgroupBytes())
                .min(Long::compare)
                .orElseThrow();
    }

    /// The settings that can refuse address space, for an error's text.
    public static String reservationLimits() {
        String addressSpace = lines(Path.of("/proc/self/limits"))
                .filter(line -> line.startsWith("Max address space"))
                .map(line -> line.split("\\s{2,}")[1])
                .findFirst()
                .orElse("unknown");
        String overcommit =
                lines(Path.of("/proc/sys/vm/overcommit_memory")).findFirst().orElse("unknown");
        return "ulimit -v=%s, vm.overcommit_memory=%s".formatted(addressSpace, overcommit);
    }

    private static long machineBytes() {
        return lines(Path.of("/proc/meminfo"))
                .filter(line -> line.startsWith("MemTotal:"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    private static long ownCgroupBytes() {
        return lines(Path.of("/proc/self/cgroup"))
                .filter(line -> line.startsWith("0::/"))
                .map(line -> cgroupBytes(CGROUPS.resolve(line.substring(4)).resolve("memory.max")))
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    private static long cgroupBytes(Path limitFile) {
        return lines(limitFile)
                .filter(line -> line.matches("\\d{1,18}"))
                .map(Long::parseLong)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            return List.<String>of().stream();
        }
    }
}
