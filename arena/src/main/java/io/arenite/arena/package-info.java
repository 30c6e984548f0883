/// Off-heap memory: reservations, arenas, leases and the system calls under them.
package io.arenite.arena;
