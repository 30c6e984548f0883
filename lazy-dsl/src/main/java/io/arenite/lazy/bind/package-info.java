/// Names to column indexes, Java values to typed literals, and the errors of a query that makes no sense.
package io.arenite.lazy.bind;
