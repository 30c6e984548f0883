package io.arenite.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReadAheadStreamTest {

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, (1 << 17) - 1, 1 << 17, (1 << 17) + 1, 3_000_000})
    void givesTheBytesOfItsSource(int length) throws IOException {
        byte[] expected = bytes(length);
        try (InputStream in = ReadAheadStream.of(new ByteArrayInputStream(expected))) {
            assertThat(in.readAllBytes()).isEqualTo(expected);
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void throwsTheSourcesErrorAfterItsBytes() throws IOException {
        InputStream failing = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("disk on fire");
            }
        };
        byte[] expected = bytes(300_000);
        InputStream source = new SequenceInputStream(new ByteArrayInputStream(expected), failing);
        try (InputStream in = ReadAheadStream.of(source)) {
            assertThat(in.readNBytes(expected.length)).isEqualTo(expected);
            assertThatThrownBy(in::read).isInstanceOf(IOException.class).hasMessage("disk on fire");
            assertThatThrownBy(in::read).isInstanceOf(IOException.class).hasMessage("disk on fire");
        }
    }

    @Test
    void closingEarlyEndsTheThreadAndClosesTheSource() throws IOException {
        boolean[] closed = new boolean[1];
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }

            @Override
            public void close() {
                closed[0] = true;
            }
        };
        InputStream in = ReadAheadStream.of(endless);
        assertThat(in.read()).isEqualTo('x');
        in.close();
        assertThat(closed[0]).isTrue();
        in.close();
    }
}
