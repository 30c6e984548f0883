package io.arenite.arena.os;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.arena.PlatformNotSupportedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformTest {

    @Test
    void runsOnLinux() {
        assertThatCode(() -> Platform.requireSupported("Linux", "amd64")).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"Linux, aarch64", "Mac OS X, aarch64", "Windows 11, amd64"})
    void refusesOtherPlatforms(String os, String arch) {
        assertThatThrownBy(() -> Platform.requireSupported(os, arch))
                .isInstanceOf(PlatformNotSupportedException.class)
                .hasMessage("platform is not supported: os=%s, arch=%s, supported=Linux amd64", os, arch);
    }
}
