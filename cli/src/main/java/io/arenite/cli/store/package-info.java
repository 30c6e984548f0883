/// Commands over a database in a directory, and over files of other formats.
package io.arenite.cli.store;
