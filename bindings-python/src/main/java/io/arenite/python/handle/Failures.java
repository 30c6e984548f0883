package io.arenite.python.handle;

import io.arenite.arena.ArenaClosedException;
import io.arenite.arena.MemoryLimitException;
import io.arenite.arena.file.CorruptFileException;
import io.arenite.arena.file.StorageException;
import io.arenite.csv.CsvException;
import io.arenite.csv.ImportCancelledException;
import io.arenite.engine.QueryStoppedException;
import io.arenite.formats.ExportCancelledException;
import io.arenite.formats.rows.RowException;
import io.arenite.lazy.plan.QueryException;
import io.arenite.partitions.UnknownNameException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;

/// What went wrong, in the words of the Python package: `arenite._errors` has an exception for each type.
public final class Failures {
    private Failures() {}

    public static Map<String, Object> describe(Throwable failure) {
        String type = type(failure);
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("type", type);
        described.put("message", failure.getMessage() == null ? failure.toString() : failure.getMessage());
        if (type.equals("internal")) {
            var stack = new StringWriter();
            failure.printStackTrace(new PrintWriter(stack));
            described.put("message", failure.toString());
            described.put("stack", stack.toString());
        }
        return described;
    }

    /// Who is wrong: the caller, the data, a resource, or we.
    private static String type(Throwable failure) {
        return switch (failure) {
            case UnknownNameException _ -> "unknown_name";
            case DataException _ -> "data";
            case CsvException _ -> "data";
            case RowException _ -> "data";
            case ImportCancelledException _ -> "stopped";
            case ExportCancelledException _ -> "stopped";
            case CancellationException _ -> "stopped";
            case IOException _ -> "file";
            case StorageException _ -> "file";
            case CorruptFileException _ -> "corrupt";
            case InterruptedCallException _ -> "interrupted";
            case FunctionRaisedException _ -> "raised";
            case QueryException _ -> "query";
            case QueryStoppedException _ -> "stopped";
            case MemoryLimitException _ -> "memory_limit";
            case OutOfMemoryError _ -> "memory_limit";
            case ArenaClosedException _ -> "closed";
            case IllegalStateException _ -> "closed";
            case IllegalArgumentException _ -> "value";
            case IndexOutOfBoundsException _ -> "value";
            case ArithmeticException _ -> "overflow";
            default -> "internal";
        };
    }
}
