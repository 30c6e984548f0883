/// Files into tables, and results and tables into files, by jobs that Python waits for.
package io.arenite.python.files;
