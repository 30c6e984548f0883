package io.arenite.partitions.arrow;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// Columns of Arrow's integration JSON as lists of texts, one for each row and null for a null; what
/// [VectorTexts] makes of decoded columns, if the decoder is right.
public final class GoldenValues {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final Map<String, Object> file;

    public GoldenValues(Map<String, Object> file) {
        this.file = file;
    }

    public List<Map<String, Object>> fields() {
        return maps(map(file.get("schema")).get("fields"));
    }

    public List<Map<String, Object>> batches() {
        return maps(file.get("batches"));
    }

    public Map<String, Object> column(int batch, int column) {
        return maps(batches().get(batch).get("columns")).get(column);
    }

    /// As errors of the reader name the type.
    public static String typeName(Map<String, Object> field) {
        String type = plainTypeName(field);
        Object dictionary = field.get("dictionary");
        if (dictionary == null) {
            return type;
        }
        Map<String, Object> index = map(map(dictionary).get("indexType"));
        return "dictionary(" + integerName(index) + ", " + type + ")";
    }

    /// Whether a value is too wide for what the store has.
    public static boolean isTooWide(String unscaled) {
        return unscaled != null && new BigInteger(unscaled).bitLength() > 63;
    }

    public List<String> values(Map<String, Object> field, Map<String, Object> column) {
        if (field.get("dictionary") != null) {
            return dictionaryValues(field, column);
        }
        Map<String, Object> type = map(field.get("type"));
        int count = number(column.get("count")).intValue();
        switch (type.get("name").toString()) {
            case "null" -> {
                return new ArrayList<>(Collections.nCopies(count, null));
            }
            case "runendencoded" -> {
                return runs(field, column, count);
            }
            case "binaryview", "utf8view" -> {
                return views(column, type.get("name").equals("utf8view"));
            }
            default -> {
                List<?> data = (List<?>) column.get("DATA");
                List<String> values = new ArrayList<>();
                for (int row = 0; row < count; row++) {
                    values.add(isPresent(column, row) ? value(type, data.get(row)) : null);
                }
                return values;
            }
        }
    }

    private List<String> dictionaryValues(Map<String, Object> field, Map<String, Object> column) {
        Map<String, Object> dictionary = map(field.get("dictionary"));
        List<String> texts = null;
        for (Map<String, Object> candidate : maps(file.get("dictionaries"))) {
            if (candidate.get("id").equals(dictionary.get("id"))) {
                Map<String, Object> values =
                        maps(map(candidate.get("data")).get("columns")).getFirst();
                texts = values(Map.of("type", field.get("type")), values);
            }
        }
        List<?> codes = (List<?>) column.get("DATA");
        List<String> values = new ArrayList<>();
        for (int row = 0; row < codes.size(); row++) {
            values.add(
                    isPresent(column, row)
                            ? texts.get(Integer.parseInt(codes.get(row).toString()))
                            : null);
        }
        return values;
    }

    private List<String> runs(Map<String, Object> field, Map<String, Object> column, int count) {
        List<Map<String, Object>> children = maps(column.get("children"));
        List<?> ends = (List<?>) children.get(0).get("DATA");
        List<String> values = values(maps(field.get("children")).get(1), children.get(1));
        List<String> rows = new ArrayList<>();
        for (int run = 0; run < ends.size(); run++) {
            while (rows.size() < Math.min(count, Integer.parseInt(ends.get(run).toString()))) {
                rows.add(values.get(run));
            }
        }
        return rows;
    }

    private static List<String> views(Map<String, Object> column, boolean text) {
        List<Map<String, Object>> views = maps(column.get("VIEWS"));
        List<?> buffers = (List<?>) column.get("VARIADIC_DATA_BUFFERS");
        List<String> values = new ArrayList<>();
        for (int row = 0; row < views.size(); row++) {
            Map<String, Object> view = views.get(row);
            int length = number(view.get("SIZE")).intValue();
            String value;
            if (view.get("INLINED") != null) {
                value = text
                        ? utf8Hex(view.get("INLINED").toString())
                        : view.get("INLINED").toString();
            } else if (length == 0) {
                value = "";
            } else {
                int offset = 2 * number(view.get("OFFSET")).intValue();
                String buffer =
                        buffers.get(number(view.get("BUFFER_INDEX")).intValue()).toString();
                value = buffer.substring(offset, offset + 2 * length);
            }
            values.add(isPresent(column, row) ? value : null);
        }
        return values;
    }

    private static String value(Map<String, Object> type, Object value) {
        return switch (type.get("name").toString()) {
            case "bool" -> value.equals(1) || value.equals(true) ? "1" : "0";
            case "floatingpoint" -> floatingPoint(type.get("precision").toString(), value.toString());
            case "utf8", "largeutf8" -> utf8Hex(value.toString());
            default -> value.toString();
        };
    }

    private static String floatingPoint(String precision, String value) {
        return precision.equals("DOUBLE")
                ? Double.toString(Double.parseDouble(value))
                : Float.toString(Float.parseFloat(value));
    }

    public static String utf8Hex(String text) {
        return HEX.formatHex(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static boolean isPresent(Map<String, Object> column, int row) {
        return ((List<?>) column.get("VALIDITY")).get(row).equals(1);
    }

    private static String plainTypeName(Map<String, Object> field) {
        Map<String, Object> type = map(field.get("type"));
        String name = type.get("name").toString();
        return switch (name) {
            case "int" -> integerName(type);
            case "floatingpoint" ->
                "float" + Map.of("HALF", 16, "SINGLE", 32, "DOUBLE", 64).get(type.get("precision"));
            case "decimal" ->
                "decimal" + type.getOrDefault("bitWidth", 128) + "(" + type.get("precision") + ", " + type.get("scale")
                        + ")";
            case "date" -> type.get("unit").equals("DAY") ? "date32" : "date64";
            case "time" -> "time" + type.get("bitWidth") + "(" + unit(type) + ")";
            case "timestamp" ->
                "timestamp(" + unit(type) + (type.get("timezone") == null ? "" : ", " + type.get("timezone")) + ")";
            case "duration" -> "duration(" + unit(type) + ")";
            case "largeutf8", "largebinary", "largelist" -> name.replace("large", "large_");
            case "utf8view", "binaryview", "listview" -> name.replace("view", "_view");
            case "largelistview" -> "large_list_view";
            case "fixedsizebinary" -> "fixed_size_binary(" + type.get("byteWidth") + ")";
            case "fixedsizelist" -> "fixed_size_list";
            case "runendencoded" -> "run_end_encoded";
            case "union" -> type.get("mode").toString().equalsIgnoreCase("DENSE") ? "dense_union" : "sparse_union";
            default -> name;
        };
    }

    private static String integerName(Map<String, Object> type) {
        return (type.get("isSigned").equals(true) ? "int" : "uint") + type.get("bitWidth");
    }

    private static String unit(Map<String, Object> type) {
        return Map.of("SECOND", "s", "MILLISECOND", "ms", "MICROSECOND", "us", "NANOSECOND", "ns")
                .get(type.get("unit"));
    }

    private static Number number(Object value) {
        return (Number) value;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> maps(Object value) {
        return (List<Map<String, Object>>) value;
    }
}
