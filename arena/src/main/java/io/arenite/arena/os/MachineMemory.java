package io.arenite.arena.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What the kernel says about the memory that this process may use. Every database asks when it opens, so no streams
/// and no patterns: in a fresh process they took 15 ms.
public final class MachineMemory {

    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

    private MachineMemory() {}

    /// The memory of the machine or of the container, whichever is less; `Long.MAX_VALUE` where neither can be read.
    public static long availableBytes() {
        return Math.min(machineBytes(), Math.min(cgroupBytes(CGROUPS.resolve("memory.max")), ownCgroupBytes()));
    }

    /// The settings that can refuse address space, for an error's text.
    public static String reservationLimits() {
        String addressSpace = lineAfter(Path.of("/proc/self/limits"), "Max address space");
        String overcommit = lineAfter(Path.of("/proc/sys/vm/overcommit_memory"), "");
        return "ulimit -v=%s, vm.overcommit_memory=%s"
                .formatted(
                        addressSpace == null ? "unknown" : addressSpace.strip().split(" ")[0],
                        overcommit == null ? "unknown" : overcommit);
    }

    private static long machineBytes() {
        String total = lineAfter(Path.of("/proc/meminfo"), "MemTotal:");
        return total == null ? Long.MAX_VALUE : numberIn(total) * 1024;
    }

    private static long ownCgroupBytes() {
        String cgroup = lineAfter(Path.of("/proc/self/cgroup"), "0::/");
        return cgroup == null
                ? Long.MAX_VALUE
                : cgroupBytes(CGROUPS.resolve(cgroup).resolve("memory.max"));
    }

    /// `max` stands for no limit.
    private static long cgroupBytes(Path limitFile) {
        String limit = lineAfter(limitFile, "");
        return limit == null || limit.equals("max") ? Long.MAX_VALUE : numberIn(limit);
    }

    /// The digits of the text, at most 18 of them.
    private static long numberIn(String text) {
        long number = 0;
        for (int i = 0; i < text.length() && number < 100_000_000_000_000_000L; i++) {
            char c = text.charAt(i);
            number = c >= '0' && c <= '9' ? number * 10 + c - '0' : number;
        }
        return number;
    }

    /// What follows `prefix` in the first line that starts with it, or null.
    private static String lineAfter(Path file, String prefix) {
        for (String line : lines(file)) {
            if (line.startsWith(prefix)) {
                return line.substring(prefix.length());
            }
        }
        return null;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }
}
