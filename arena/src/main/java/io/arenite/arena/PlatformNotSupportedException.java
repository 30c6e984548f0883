package io.arenite.arena;

/// Arenite does not run on this operating system or processor.
public final class PlatformNotSupportedException extends UnsupportedOperationException {

    private static final long serialVersionUID = 1L;

    public PlatformNotSupportedException(String os, String arch) {
        super("platform is not supported: os=%s, arch=%s, supported=Linux amd64".formatted(os, arch));
    }
}
