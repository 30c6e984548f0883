package io.arenite.partitions;

/// Main and late rows of a partition, some or all of them, merged by (timestamp, arrival) into a block of their own:
/// for a fold and for a view that has to be contiguous.
///
/// @param mainValidity by slot, the main columns that have nulls; null if none; likewise for the late ones
record MergedRows(
        TableLayout table,
        Block main,
        boolean[] mainValidity,
        long mainRows,
        Block late,
        boolean[] lateValidity,
        LateOrder order) {

    long rows() {
        return mainRows + order.lateRows();
    }

    /// A new block with the merged rows, which the caller owns.
    ///
    /// @param onlySlot copies just this column; all columns if -1
    Block copy(String name, BlockSource blocks, int onlySlot) {
        int slots = table.slotCount;
        long[] variableBytes = table.hasVariable ? new long[slots] : null;
        for (int slot = 0; table.hasVariable && slot < slots; slot++) {
            if (table.opOfSlot[slot] == StoreOp.VARIABLE) {
                main.require(slot);
                variableBytes[slot] = BlockCopy.variableBytes(slot, main, 0, mainRows)
                        + BlockCopy.variableBytes(slot, late, 0, order.lateRows());
            }
        }
        Block target = blocks.exact(name, rows(), variableBytes);
        try {
            int first = Math.max(0, onlySlot);
            int end = onlySlot < 0 ? slots : onlySlot + 1;
            for (int slot = first; slot < end; slot++) {
                int op = table.opOfSlot[slot];
                main.require(slot);
                target.chargeValues(slot, op, rows());
                if (variableBytes != null) {
                    target.chargeVariable(slot, variableBytes[slot]);
                }
                copyValues(op, slot, target);
                if (hasNulls(slot)) {
                    target.chargeValidity(slot, rows());
                    copyValidity(slot, target);
                }
            }
            return target;
        } catch (RuntimeException | Error e) {
            target.release();
            throw e;
        }
    }

    boolean hasNulls(int slot) {
        return mainHasNulls(slot) || lateHasNulls(slot);
    }

    private boolean mainHasNulls(int slot) {
        return mainValidity != null && mainValidity[slot];
    }

    private boolean lateHasNulls(int slot) {
        return lateValidity != null && lateValidity[slot];
    }

    private void copyValues(int op, int slot, Block target) {
        long mainRow = 0;
        long to = 0;
        for (int k = 0; k < order.lateRows(); k++) {
            long before = order.mainRowsBefore()[k];
            if (before > mainRow) {
                BlockCopy.values(op, slot, main, mainRow, before - mainRow, target, to);
                to += before - mainRow;
                mainRow = before;
            }
            BlockCopy.values(op, slot, late, order.lateRow()[k], 1, target, to++);
        }
        BlockCopy.values(op, slot, main, mainRow, mainRows - mainRow, target, to);
    }

    private void copyValidity(int slot, Block target) {
        long mainRow = 0;
        long to = 0;
        for (int k = 0; k < order.lateRows(); k++) {
            long before = order.mainRowsBefore()[k];
            if (before > mainRow) {
                BlockCopy.validity(slot, main, mainHasNulls(slot), mainRow, before - mainRow, target, to);
                to += before - mainRow;
                mainRow = before;
            }
            BlockCopy.validity(slot, late, lateHasNulls(slot), order.lateRow()[k], 1, target, to++);
        }
        BlockCopy.validity(slot, main, mainHasNulls(slot), mainRow, mainRows - mainRow, target, to);
    }
}
