package io.arenite.lazy.bind;

import io.arenite.engine.expr.BoundExpr.Col;
import io.arenite.lazy.plan.Field;
import io.arenite.lazy.plan.QueryException;
import io.arenite.lazy.plan.SymbolNames;
import java.util.List;
import java.util.Map;

/// The names that an expression may use: the columns of its step's input.
///
/// @param leftOut names of a file's fields that are no columns, with their types
record Scope(List<Field> fields, SymbolNames symbols, Map<String, String> leftOut) {
    int indexOf(String name) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    Col column(String name) {
        int index = indexOf(name);
        if (index < 0 && leftOut.containsKey(name)) {
            throw new QueryException("unsupported type: field=" + name + ", type=" + leftOut.get(name));
        }
        if (index < 0) {
            List<String> names = fields.stream().map(Field::name).toList();
            List<String> near = NearMisses.of(name, names);
            String hint = near.isEmpty() ? "columns=" + names : "did you mean=" + near;
            throw new QueryException("unknown column: column=" + name + ", " + hint);
        }
        return new Col(index, fields.get(index).type());
    }
}
