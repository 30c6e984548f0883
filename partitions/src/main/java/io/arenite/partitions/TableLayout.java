package io.arenite.partitions;

/// What all blocks of a table have in common: which columns are stored, where a row builder has their values,
/// and how they are written.
///
/// Three numberings of the same columns:
/// - *column*: the place in the schema
/// - *position*: the place in a row as it is appended: the timestamp first, then the others in schema order
/// - *slot*: the place in a block: as positions, without the key column, which is constant in a partition
final class TableLayout {
    static final int TIMESTAMP_SLOT = 0;

    final String table;
    final Schema schema;
    final int[] columnOfPosition;
    /// -1 without a key.
    final int keyPosition;
    final int slotCount;
    final int[] columnOfSlot;
    /// -1 for the key column.
    final int[] slotOfColumn;
    final int[] positionOfSlot;
    final int[] opOfSlot;
    final boolean hasVariable;

    private final BlockLayout[] fixedLayouts = new BlockLayout[Long.SIZE];

    TableLayout(String table, Schema schema) {
        this.table = table;
        this.schema = schema;
        int columns = schema.columnCount();
        columnOfPosition = new int[columns];
        int next = 0;
        if (schema.hasTimestamp()) {
            columnOfPosition[next++] = schema.timestampIndex();
        }
        for (int column = 0; column < columns; column++) {
            if (column != schema.timestampIndex()) {
                columnOfPosition[next++] = column;
            }
        }
        slotCount = columns - (schema.hasKey() ? 1 : 0);
        columnOfSlot = new int[slotCount];
        positionOfSlot = new int[slotCount];
        opOfSlot = new int[slotCount];
        slotOfColumn = new int[columns];
        int key = -1;
        int slot = 0;
        for (int position = 0; position < columns; position++) {
            int column = columnOfPosition[position];
            if (column == schema.keyIndex()) {
                key = position;
                slotOfColumn[column] = -1;
                continue;
            }
            columnOfSlot[slot] = column;
            positionOfSlot[slot] = position;
            opOfSlot[slot] = StoreOp.of(schema.column(column).type().kind());
            slotOfColumn[column] = slot++;
        }
        keyPosition = key;
        boolean variable = false;
        for (int op : opOfSlot) {
            variable |= op == StoreOp.VARIABLE;
        }
        hasVariable = variable;
    }

    /// The layout of a block of so many bytes, shared by all blocks of that size where no column is variable.
    ///
    /// @param variableBytesPerRow by slot, or null where no column is variable
    BlockLayout layout(long blockBytes, double[] variableBytesPerRow) {
        if (hasVariable) {
            return BlockLayout.of(this, blockBytes, variableBytesPerRow);
        }
        int order = Long.numberOfTrailingZeros(blockBytes);
        BlockLayout layout = fixedLayouts[order];
        if (layout == null) {
            layout = BlockLayout.of(this, blockBytes, null);
            fixedLayouts[order] = layout;
        }
        return layout;
    }

    Column columnOfSlot(int slot) {
        return schema.column(columnOfSlot[slot]);
    }
}
