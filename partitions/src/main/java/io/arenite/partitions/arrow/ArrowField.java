package io.arenite.partitions.arrow;

import java.util.List;
import java.util.Map;

/// A column as a schema describes it.
///
/// @param type of its values; of the dictionary's values where it has one
/// @param dictionary null for a column without one
public record ArrowField(
        String name,
        ArrowType type,
        boolean nullable,
        Dictionary dictionary,
        List<ArrowField> children,
        Map<String, String> metadata) {

    public ArrowField {
        children = List.copyOf(children);
        metadata = Map.copyOf(metadata);
    }

    public static ArrowField of(String name, ArrowType type) {
        return new ArrowField(name, type, true, null, List.of(), Map.of());
    }

    /// Text as int32 indexes into a dictionary.
    public static ArrowField symbols(String name, long dictionaryId) {
        return new ArrowField(
                name,
                new ArrowType.Text(ArrowType.Layout.OFFSETS_64),
                true,
                new Dictionary(dictionaryId, new ArrowType.Int(32, true)),
                List.of(),
                Map.of());
    }

    public ArrowField withMetadata(Map<String, String> pairs) {
        return new ArrowField(name, type, nullable, dictionary, children, pairs);
    }

    /// What lies in a record batch: the index where there is a dictionary.
    ArrowType storage() {
        return dictionary == null ? type : dictionary.index();
    }

    /// `int64`, or `dictionary(int8, utf8)`.
    public String typeName() {
        return dictionary == null
                ? type.displayName()
                : "dictionary(" + dictionary.index().displayName() + ", " + type.displayName() + ")";
    }

    public record Dictionary(long id, ArrowType.Int index) {}
}
