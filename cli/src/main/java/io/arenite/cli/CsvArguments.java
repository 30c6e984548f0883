package io.arenite.cli;

import io.arenite.csv.CsvOptions;
import io.arenite.csv.OnError;
import io.arenite.partitions.PartitionBy;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The options of every command that loads CSV files.
public final class CsvArguments {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--ts",
            paramLabel = "COLUMN",
            description = "The timestamp column (default: the first there is of ts, timestamp, time, ts_ms, date).")
    private String timestamp;

    @Option(
            names = "--key",
            paramLabel = "COLUMN",
            description = "The symbol column to partition by (default: the first there is of symbol, sym, ticker, "
                    + "instrument).")
    private String key;

    @Option(names = "--no-key", description = "Partition by time only.")
    private boolean noKey;

    @Option(
            names = "--type",
            paramLabel = "COLUMN=TYPE",
            description = "A column's type instead of the guess: bool, int8..int64, uint8..uint64, float32, float64, "
                    + "decimal64(SCALE), timestamp, timestamp(s|ms|us|ns), date32, symbol, utf8, or skip. Repeatable.")
    private Map<String, String> types = new LinkedHashMap<>();

    @Option(
            names = "--no-header",
            paramLabel = "NAME",
            split = ",",
            description = "The files have no header, these are the columns' names.")
    private List<String> names;

    @Option(names = "--separator", paramLabel = "CHAR", description = "Between fields (default: ,).")
    private String separator = ",";

    @Option(names = "--null", paramLabel = "TEXT", description = "A text that stands for null. Repeatable.")
    private Set<String> nullTexts = new LinkedHashSet<>();

    @Option(
            names = "--on-error",
            paramLabel = "abort|skip",
            description = "What a row that cannot be read does (default: abort; nothing of its file is kept).")
    private String onError = "abort";

    @Option(
            names = "--partition-by",
            paramLabel = "hour|day|month|year|none",
            description = "The length of a time bucket, UTC (default: day).")
    private String partitionBy = "day";

    /// @throws ParameterException if an option makes no sense
    public CsvOptions options() {
        if (noKey && key != null) {
            throw new ParameterException(command.commandLine(), "--key and --no-key exclude each other");
        }
        String character = separator.equals("\\t") ? "\t" : separator;
        if (character.length() != 1) {
            throw new ParameterException(
                    command.commandLine(),
                    "Invalid value for option '--separator': one character expected, got " + separator);
        }
        try {
            return new CsvOptions(names, timestamp, noKey ? "" : key, types, character.charAt(0), nullTexts, onError());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    private OnError onError() {
        return switch (onError) {
            case "abort" -> OnError.ABORT;
            case "skip" -> OnError.SKIP;
            default -> throw new IllegalArgumentException("--on-error is abort or skip, not " + onError);
        };
    }

    public PartitionBy partitionBy() {
        for (PartitionBy choice : PartitionBy.values()) {
            if (choice.name().equalsIgnoreCase(partitionBy)) {
                return choice;
            }
        }
        throw new ParameterException(
                command.commandLine(), "--partition-by is hour, day, month, year or none, not " + partitionBy);
    }
}
