package io.arenite.lazy.text;

import io.arenite.engine.frame.Frame;
import io.arenite.engine.frame.FrameColumn;
import io.arenite.lazy.plan.TimeText;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Frames as lists of the user's records, component by column name.
public final class RecordRows {
    private RecordRows() {}

    public static <R extends Record> List<R> of(Frame frame, Class<R> type) {
        RecordComponent[] components = type.getRecordComponents();
        List<FrameColumn> columns = Arrays.stream(components)
                .map(component -> column(frame, component, type))
                .toList();
        Constructor<R> constructor = constructor(type, components);
        var rows = new ArrayList<R>();
        for (long row = 0; row < frame.rowCount(); row++) {
            var values = new Object[components.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = value(columns.get(i), row, components[i].getType());
            }
            rows.add(construct(constructor, values));
        }
        return rows;
    }

    private static FrameColumn column(Frame frame, RecordComponent component, Class<?> type) {
        return frame.columns().stream()
                .filter(column -> column.name().equals(component.getName()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no column for a component: component="
                        + component.getName() + ", record=" + type.getName()
                        + ", columns="
                        + frame.columns().stream().map(FrameColumn::name).toList()));
    }

    private static Object value(FrameColumn column, long row, Class<?> wanted) {
        if (!wanted.isPrimitive() && column.isNull(row)) {
            return null;
        }
        return switch (wanted.getSimpleName()) {
            case "long", "Long" -> column.getLong(row);
            case "int", "Integer" -> Math.toIntExact(column.getLong(row));
            case "double", "Double" -> column.getDouble(row);
            case "boolean", "Boolean" -> column.getBoolean(row);
            case "String" -> column.getString(row);
            case "BigDecimal" -> column.getDecimal(row);
            case "Object" -> column.get(row);
            default -> time(column, row, wanted);
        };
    }

    private static Object time(FrameColumn column, long row, Class<?> wanted) {
        if (wanted == Instant.class || wanted == LocalDate.class || wanted == Duration.class) {
            return TimeText.value(column, row, wanted);
        }
        throw new IllegalArgumentException("no such component type: component=" + column.name() + ", type="
                + wanted.getName() + "; use long, int, double, boolean, String, "
                + BigDecimal.class.getSimpleName() + ", Instant, LocalDate, Duration or Object");
    }

    private static <R extends Record> Constructor<R> constructor(Class<R> type, RecordComponent[] components) {
        try {
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            Constructor<R> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("a record without its constructor: record=" + type.getName(), e);
        }
    }

    private static <R> R construct(Constructor<R> constructor, Object[] values) {
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    "the record refused a row: values=" + Arrays.toString(values), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    "the record cannot be made: record="
                            + constructor.getDeclaringClass().getName(),
                    e);
        }
    }
}
