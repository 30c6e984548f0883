/// Internal: the functions that Python calls, by address, whoever started whom.
package io.arenite.python.bridge;
