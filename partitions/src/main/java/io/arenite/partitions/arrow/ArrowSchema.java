package io.arenite.partitions.arrow;

import java.util.List;
import java.util.Map;

/// The fields of a file, in order; two of them may have one name.
public record ArrowSchema(List<ArrowField> fields, Map<String, String> metadata) {

    public ArrowSchema {
        fields = List.copyOf(fields);
        metadata = Map.copyOf(metadata);
    }

    /// The first field of that name, or -1.
    public int indexOf(String name) {
        for (int index = 0; index < fields.size(); index++) {
            if (fields.get(index).name().equals(name)) {
                return index;
            }
        }
        return -1;
    }
}
