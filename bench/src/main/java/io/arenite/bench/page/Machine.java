package io.arenite.bench.page;

import io.arenite.engine.kernel.Simd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What figures depend on: the machine, its software, and how busy it was.
public final class Machine {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Machine() {}

    /// Facts by their names, in the order to print them.
    public static Map<String, String> facts() {
        var facts = new LinkedHashMap<String, String>();
        facts.put(
                "CPU",
                value("/proc/cpuinfo", "model name") + ", family " + value("/proc/cpuinfo", "cpu family") + ", model "
                        + value("/proc/cpuinfo", "model"));
        facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put("vector bits", Integer.toString(Simd.vectorBits()));
        facts.put("caches", caches());
        facts.put("memory", memory());
        facts.put(
                "hardware counters",
                Files.isDirectory(Path.of("/sys/bus/event_source/devices/cpu"))
                        ? "there are"
                        : "none, a virtual machine");
        facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("JDK", System.getProperty("java.vm.vendor") + " " + Runtime.version());
        return facts;
    }

    /// The facts as a JSON object, or a line of text each.
    public static String text(boolean json) {
        Map<String, String> facts = facts();
        facts.put("measured", moment());
        if (!json) {
            return facts.entrySet().stream()
                    .map(fact -> fact.getKey() + ": " + fact.getValue())
                    .collect(Collectors.joining("\n"));
        }
        return facts.entrySet().stream()
                .map(fact ->
                        "\"%s\":\"%s\"".formatted(fact.getKey(), fact.getValue().replaceAll("[\"\\\\]", "'")))
                .collect(Collectors.joining(",", "{", "}"));
    }

    /// The date, and the number of runnable threads on average over the last minute.
    public static String moment() {
        return MINUTE.format(Instant.now()) + ", load average before it " + loadAverage();
    }

    static String loadAverage() {
        return line(Path.of("/proc/loadavg")).split(" ")[0];
    }

    private static String caches() {
        var caches = new StringBuilder();
        Path folder = Path.of("/sys/devices/system/cpu/cpu0/cache");
        for (int index = 0; Files.isDirectory(folder.resolve("index" + index)); index++) {
            Path cache = folder.resolve("index" + index);
            if (!line(cache.resolve("type")).equals("Instruction")) {
                caches.append(caches.isEmpty() ? "" : ", ")
                        .append("L")
                        .append(line(cache.resolve("level")))
                        .append(" ")
                        .append(line(cache.resolve("size")));
            }
        }
        return caches.isEmpty() ? "unknown" : caches.toString();
    }

    private static String memory() {
        String kib = value("/proc/meminfo", "MemTotal").replaceAll("[^0-9]", "");
        return kib.isEmpty()
                ? "unknown"
                : String.format(Locale.ROOT, "%.0f GiB", Long.parseLong(kib) / 1024.0 / 1024.0);
    }

    /// The value of the first line `name : value`.
    private static String value(String file, String name) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.split(":")[0].strip().equals(name))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse("unknown");
        } catch (IOException notThere) {
            return "unknown";
        }
    }

    private static String line(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException notThere) {
            return "unknown";
        }
    }
}
