/// Internal: the programs that `python -m arenite` starts, in which Python runs inside the JVM.
package io.arenite.python.host;
