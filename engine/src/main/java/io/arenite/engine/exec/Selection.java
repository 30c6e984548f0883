package io.arenite.engine.exec;

/// Hoare's selection: the n-th smallest of some numbers, in time linear in how many there are.
final class Selection {
    private Selection() {}

    /// The `n`-th smallest (1: the smallest) of `values[0..count)`, which are put into another order.
    static long smallest(long[] values, int count, int n) {
        int low = 0;
        int high = count - 1;
        while (low < high) {
            long pivot = values[low + high >>> 1];
            int left = low;
            int right = high;
            while (left <= right) {
                while (values[left] < pivot) {
                    left++;
                }
                while (values[right] > pivot) {
                    right--;
                }
                if (left <= right) {
                    long swapped = values[left];
                    values[left++] = values[right];
                    values[right--] = swapped;
                }
            }
            // values[low..right] <= pivot <= values[left..high], and what is between is the pivot
            if (n - 1 <= right) {
                high = right;
            } else if (n - 1 >= left) {
                low = left;
            } else {
                return pivot;
            }
        }
        return values[low];
    }
}
