package io.arenite.partitions.arrow;

import io.arenite.arena.file.CorruptFileException;

/// The messages that a footer lists; an entry is looked at when it is asked for.
final class FooterMessages implements ArrowMessages {
    private final ArrowSource source;
    private final FlatTable.Elements dictionaries;
    private final FlatTable.Elements batches;
    private final long footerOffset;

    FooterMessages(ArrowSource source, FlatTable.Elements dictionaries, FlatTable.Elements batches, long footerOffset) {
        this.source = source;
        this.dictionaries = dictionaries;
        this.batches = batches;
        this.footerOffset = footerOffset;
    }

    @Override
    public int batchCount() {
        return batches.count();
    }

    @Override
    public ArrowBlock batch(int index) {
        return block(batches, index);
    }

    @Override
    public int dictionaryCount() {
        return dictionaries.count();
    }

    @Override
    public ArrowBlock dictionary(int index) {
        return block(dictionaries, index);
    }

    @Override
    public int dictionariesOf(int batch) {
        return dictionaries.count();
    }

    @Override
    public boolean replacesDictionaries() {
        return false;
    }

    private ArrowBlock block(FlatTable.Elements blocks, int index) {
        long offset = blocks.int64(index, 0);
        int metadataBytes = blocks.int32(index, 8);
        long bodyBytes = blocks.int64(index, 16);
        boolean inside = offset >= ArrowFileLayout.HEAD_BYTES
                && metadataBytes >= ArrowFileLayout.PREFIX_BYTES
                && bodyBytes >= 0
                && offset <= footerOffset - metadataBytes
                && bodyBytes <= footerOffset - metadataBytes - offset;
        if (!inside || offset % ArrowFileLayout.MESSAGE_ALIGNMENT != 0) {
            throw new CorruptFileException(
                    "block leads out of the file",
                    source.path(),
                    footerOffset,
                    ", block=" + index + ", block offset=" + offset + ", header=" + metadataBytes + ", body="
                            + bodyBytes);
        }
        return new ArrowBlock(offset, metadataBytes, bodyBytes);
    }
}
