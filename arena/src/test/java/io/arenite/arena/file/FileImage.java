package io.arenite.arena.file;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/// The bytes of a simulated file: those that readers see, those on disk, and for each sector written since
/// the last sync all that it held in between, because the disk may have any of them.
final class FileImage implements Image {

    static final int SECTOR_BYTES = 512;

    /// What a sector held from an operation on.
    private record Version(long operation, byte[] bytes) {}

    private record Size(long operation, int bytes) {}

    private byte[] live = new byte[0];
    private int liveSize;
    private byte[] durable = new byte[0];
    private int durableSize;
    private final TreeMap<Integer, List<Version>> dirty = new TreeMap<>();
    private final List<Size> sizes = new ArrayList<>();

    int sizeBytes() {
        return liveSize;
    }

    byte[] content() {
        return Arrays.copyOf(live, liveSize);
    }

    int read(long position, MemorySegment into) {
        int count = (int) Math.max(0, Math.min(into.byteSize(), liveSize - position));
        if (count > 0) {
            MemorySegment.copy(MemorySegment.ofArray(live), position, into, 0, count);
        }
        return count;
    }

    void write(long operation, long position, MemorySegment bytes, long count) {
        if (count == 0) {
            return;
        }
        int from = Math.toIntExact(position);
        int to = Math.toIntExact(position + count);
        live = grown(live, to);
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, 0, live, from, (int) count);
        if (to > liveSize) {
            resize(operation, to);
        }
        markDirty(operation, from, to);
    }

    void truncate(long operation, long sizeBytes) {
        int size = Math.toIntExact(sizeBytes);
        int before = liveSize;
        live = grown(live, size);
        resize(operation, size);
        if (size < before) {
            Arrays.fill(live, size, before, (byte) 0);
            markDirty(operation, size, before);
        }
    }

    void sync() {
        durable = grown(durable, live.length);
        for (int sector : dirty.keySet()) {
            System.arraycopy(sectorOf(live, sector), 0, durable, sector * SECTOR_BYTES, SECTOR_BYTES);
        }
        durableSize = liveSize;
        forget();
    }

    /// The kernel has written some of it and takes all of it for written: no later sync will bring the rest.
    void failSync(Fate fate) {
        byte[] some = bytesBy(fate);
        durableSize = sizeBy(fate);
        durable = grown(some, live.length);
        forget();
    }

    /// Flips bits on disk and in memory.
    void flip(long position, int bits) {
        int at = Math.toIntExact(position);
        durable = grown(durable, live.length);
        live[at] ^= (byte) bits;
        durable[at] ^= (byte) bits;
    }

    @Override
    public FileImage after(Fate fate) {
        FileImage image = new FileImage();
        image.liveSize = sizeBy(fate);
        image.live = grown(bytesBy(fate), image.liveSize);
        Arrays.fill(image.live, image.liveSize, image.live.length, (byte) 0);
        image.durable = image.live.clone();
        image.durableSize = image.liveSize;
        return image;
    }

    private int sizeBy(Fate fate) {
        int pick = fate.pick(sizes.stream().map(Size::operation).toList());
        return pick < 0 ? durableSize : sizes.get(pick).bytes;
    }

    private byte[] bytesBy(Fate fate) {
        byte[] bytes = grown(durable.clone(), live.length);
        dirty.forEach((sector, versions) -> {
            int pick = fate.pick(versions.stream().map(Version::operation).toList());
            int at = sector * SECTOR_BYTES;
            if (pick >= 0) {
                System.arraycopy(versions.get(pick).bytes, 0, bytes, at, SECTOR_BYTES);
            } else if (at >= durableSize) {
                fate.fillUnwritten(bytes, at, at + SECTOR_BYTES);
            }
        });
        return bytes;
    }

    private void resize(long operation, int size) {
        liveSize = size;
        sizes.add(new Size(operation, size));
    }

    private void markDirty(long operation, int from, int to) {
        for (int sector = from / SECTOR_BYTES; sector * SECTOR_BYTES < to; sector++) {
            dirty.computeIfAbsent(sector, unused -> new ArrayList<>())
                    .add(new Version(operation, sectorOf(live, sector)));
        }
    }

    private void forget() {
        dirty.clear();
        sizes.clear();
    }

    private static byte[] sectorOf(byte[] bytes, int sector) {
        return Arrays.copyOfRange(bytes, sector * SECTOR_BYTES, (sector + 1) * SECTOR_BYTES);
    }

    /// Of whole sectors.
    private static byte[] grown(byte[] bytes, int size) {
        int needed = (size + SECTOR_BYTES - 1) / SECTOR_BYTES * SECTOR_BYTES;
        return needed <= bytes.length
                ? bytes
                : Arrays.copyOf(bytes, Math.max(needed, bytes.length * 3 / 2 / 512 * 512));
    }
}
