package io.arenite;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/// A gzipped CSV file of ticks as text, without quotes: its header and its rows.
record TickFile(List<String> header, List<String[]> rows) {
    static TickFile read(Path file) throws IOException {
        try (var lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.US_ASCII))) {
            List<String> header = List.of(lines.readLine().split(",", -1));
            List<String[]> rows = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                rows.add(line.split(",", -1));
            }
            return new TickFile(header, rows);
        }
    }

    int column(String name) {
        return header.indexOf(name);
    }
}
