package io.arenite.partitions.arrow;

/// A valid Arrow file has something that has no counterpart here. The text names the field and its type:
/// `unsupported type: file=/data/x.arrow, field=legs, type=list`.
public final class UnsupportedArrowException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnsupportedArrowException(String message) {
        super(message);
    }
}
