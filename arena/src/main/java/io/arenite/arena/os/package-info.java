/// System calls of Linux x86-64, through the JDK's foreign function interface. Nothing else in Arenite makes one.
/// Internal to `io.arenite.arena`.
package io.arenite.arena.os;
