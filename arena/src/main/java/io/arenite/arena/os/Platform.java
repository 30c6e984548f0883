package io.arenite.arena.os;

import io.arenite.arena.PlatformNotSupportedException;

/// The one platform whose system call constants are known: Linux on x86-64.
public final class Platform {

    /// The size of a page of the MMU; the smallest unit that can be committed or released.
    public static final int PAGE_BYTES = 4096;

    private Platform() {}

    /// The pages that hold so many bytes, in bytes.
    public static long wholePages(long bytes) {
        return (bytes + PAGE_BYTES - 1) & -PAGE_BYTES;
    }

    /// Refuses any other platform.
    public static void requireSupported() {
        requireSupported(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    static void requireSupported(String os, String arch) {
        if (!"Linux".equals(os) || !"amd64".equals(arch)) {
            throw new PlatformNotSupportedException(os, arch);
        }
    }
}
