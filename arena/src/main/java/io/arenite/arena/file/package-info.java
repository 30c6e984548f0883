/// Files as the durable half sees them: one small interface over the kernel's calls, so that tests can put a disk that
/// loses power, fills up or fails in its place.
package io.arenite.arena.file;
