package io.arenite.partitions.arrow;

import io.arenite.arena.file.CorruptFileException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The fields of a file, in order; two of them may have one name.
public record ArrowSchema(List<ArrowField> fields, Map<String, String> metadata) {

    public ArrowSchema {
        fields = List.copyOf(fields);
        metadata = Map.copyOf(metadata);
    }

    /// As the message that a stream begins with.
    public byte[] toMessage() {
        MemorySegment header = HeaderEncoder.schema(this);
        long bytes = ArrowFileLayout.PREFIX_BYTES + header.byteSize() + ArrowFileLayout.MESSAGE_ALIGNMENT - 1;
        return ArrowFileWriter.message(header, Math.toIntExact(bytes & -ArrowFileLayout.MESSAGE_ALIGNMENT))
                .toArray(ValueLayout.JAVA_BYTE);
    }

    /// Out of the message that a stream begins with; trusts nothing in it.
    ///
    /// @param file which errors name
    /// @throws CorruptFileException where it contradicts itself
    /// @throws UnsupportedArrowException where it is beyond us
    public static ArrowSchema ofMessage(Path file, byte[] message) {
        return ArrowFile.open(ArrowSource.mapped(file, MemorySegment.ofArray(message)))
                .schema();
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
