/// Python in the same process: what a Java application uses to start it.
package io.arenite.python;
