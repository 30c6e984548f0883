package io.arenite.formats.parquet;

import io.airlift.compress.v3.Compressor;
import io.airlift.compress.v3.Decompressor;
import io.airlift.compress.v3.MalformedInputException;
import io.airlift.compress.v3.lz4.Lz4NativeCompressor;
import io.airlift.compress.v3.lz4.Lz4NativeDecompressor;
import io.airlift.compress.v3.snappy.SnappyNativeCompressor;
import io.airlift.compress.v3.snappy.SnappyNativeDecompressor;
import io.airlift.compress.v3.zstd.ZstdNativeCompressor;
import io.airlift.compress.v3.zstd.ZstdNativeDecompressor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/// Compresses and decompresses pages by aircompressor's natives, through FFM; gzip by the JDK. Parquet's
/// own codecs use JNI and Unsafe.
final class PageCodecs implements CompressionCodecFactory {

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName name) {
        return switch (name) {
            case UNCOMPRESSED -> new Codec(name, null, null);
            case SNAPPY -> new Codec(name, new SnappyNativeCompressor(), null);
            case ZSTD -> new Codec(name, new ZstdNativeCompressor(), null);
            case LZ4_RAW -> new Codec(name, new Lz4NativeCompressor(), null);
            case GZIP -> new Codec(name, null, null);
            case LZO, BROTLI, LZ4 -> throw unsupported(name);
        };
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
        return switch (name) {
            case UNCOMPRESSED -> new Codec(name, null, null);
            case SNAPPY -> new Codec(name, null, new SnappyNativeDecompressor());
            case ZSTD -> new Codec(name, null, new ZstdNativeDecompressor());
            case LZ4_RAW -> new Codec(name, null, new Lz4NativeDecompressor());
            case GZIP -> new Codec(name, null, null);
            case LZO, BROTLI, LZ4 -> throw unsupported(name);
        };
    }

    private static UnsupportedOperationException unsupported(CompressionCodecName name) {
        return new UnsupportedOperationException(
                "unsupported compression: codec=" + name + ", known=UNCOMPRESSED, SNAPPY, GZIP, ZSTD, LZ4_RAW");
    }

    @Override
    public void release() {
        // The codecs hold nothing between two calls.
    }

    /// One direction of one codec; both null: gzip or none.
    private record Codec(CompressionCodecName name, Compressor compressor, Decompressor decompressor)
            implements BytesInputCompressor, BytesInputDecompressor {

        @Override
        public CompressionCodecName getCodecName() {
            return name;
        }

        @Override
        public BytesInput compress(BytesInput bytes) throws IOException {
            if (name == CompressionCodecName.UNCOMPRESSED) {
                return bytes;
            }
            byte[] plain = array(bytes);
            if (name == CompressionCodecName.GZIP) {
                var out = new ByteArrayOutputStream(plain.length / 2);
                try (var gzip = new GZIPOutputStream(out)) {
                    gzip.write(plain);
                }
                return BytesInput.from(out.toByteArray());
            }
            byte[] packed = new byte[compressor.maxCompressedLength(plain.length)];
            int length = compressor.compress(plain, 0, plain.length, packed, 0, packed.length);
            return BytesInput.from(packed, 0, length);
        }

        private static byte[] array(BytesInput bytes) throws IOException {
            return bytes.toInputStream().readNBytes(Math.toIntExact(bytes.size()));
        }

        @Override
        public BytesInput decompress(BytesInput bytes, int size) throws IOException {
            if (name == CompressionCodecName.UNCOMPRESSED) {
                return bytes;
            }
            return BytesInput.from(plain(array(bytes), size));
        }

        private byte[] plain(byte[] packed, int size) throws IOException {
            byte[] plain = new byte[size];
            int length;
            if (name == CompressionCodecName.GZIP) {
                try (var gzip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
                    length = gzip.readNBytes(plain, 0, size);
                }
            } else {
                try {
                    length = decompressor.decompress(packed, 0, packed.length, plain, 0, size);
                } catch (MalformedInputException e) {
                    throw new IOException("page is damaged: codec=" + name, e);
                }
            }
            if (length != size) {
                throw new IOException("page is damaged: codec=" + name + ", bytes=" + length + ", expected=" + size);
            }
            return plain;
        }

        @Override
        public void decompress(ByteBuffer input, int packedSize, ByteBuffer output, int size) throws IOException {
            byte[] packed = new byte[packedSize];
            input.get(packed);
            byte[] plain = name == CompressionCodecName.UNCOMPRESSED ? packed : plain(packed, size);
            MemorySegment.copy(MemorySegment.ofArray(plain), 0, MemorySegment.ofBuffer(output), 0, plain.length);
            output.position(output.position() + plain.length);
        }

        @Override
        public void release() {
            // Holds nothing between two calls.
        }
    }
}
