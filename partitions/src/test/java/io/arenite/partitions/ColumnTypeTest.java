package io.arenite.partitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnTypeTest {
    @Test
    void aTypeIsFoundByItsName() {
        for (Column column : AllTypes.KEYED.columns()) {
            assertThat(ColumnType.parse(column.type().displayName())).isEqualTo(column.type());
        }
        for (TimeResolution unit : TimeResolution.values()) {
            assertThat(ColumnType.parse("duration(" + unit.symbol() + ")")).isEqualTo(ColumnType.duration(unit));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "int7",
                "int8(1)",
                "INT8",
                "timestamp",
                "timestamp(h)",
                "decimal64",
                "decimal64(2",
                "decimal64(02)",
                "float64 "
            })
    void otherNamesAreRefused(String name) {
        assertThatThrownBy(() -> ColumnType.parse(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("unknown type: type=" + name + ", known=[bool, int8,");
    }
}
