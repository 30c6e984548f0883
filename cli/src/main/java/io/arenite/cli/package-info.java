/// The command line: demo, jshell and CSV loading.
package io.arenite.cli;
