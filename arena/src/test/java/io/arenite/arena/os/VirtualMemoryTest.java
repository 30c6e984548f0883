package io.arenite.arena.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class VirtualMemoryTest {

    private static final int EINVAL = 22;
    private static final int ENOMEM = 12;

    @Test
    void saysWhyTheKernelRefuses() {
        assertThatThrownBy(() -> VirtualMemory.reserve(1L << 60))
                .isInstanceOfSatisfying(
                        SystemCallException.class, e -> assertThat(e.errno()).isEqualTo(ENOMEM))
                .hasMessage("system call failed: call=mmap, bytes=1152921504606846976, errno=12");
        assertThatThrownBy(() -> VirtualMemory.unmap(MemorySegment.ofAddress(1), 4096))
                .isInstanceOfSatisfying(
                        SystemCallException.class, e -> assertThat(e.errno()).isEqualTo(EINVAL))
                .hasMessage("system call failed: call=munmap, bytes=4096, errno=22");
        MemorySegment address = VirtualMemory.reserve(4096);
        VirtualMemory.unmap(address, 4096);
    }

    @Test
    void knowsTheMachinesMemory() {
        assertThat(MachineMemory.availableBytes()).isBetween(64L << 20, 1L << 50);
        assertThat(MachineMemory.reservationLimits())
                .matches("ulimit -v=(unlimited|\\d+), vm\\.overcommit_memory=[012]");
    }
}
