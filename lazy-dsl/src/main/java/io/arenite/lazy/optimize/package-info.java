/// Bound plans to physical ones: pushdown, folding, splitting of filters, pruning of columns.
package io.arenite.lazy.optimize;
