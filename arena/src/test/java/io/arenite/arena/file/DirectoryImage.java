package io.arenite.arena.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The names in a simulated directory: those that readers see, those on disk, and what was done in between,
/// each of which may be on disk or not.
final class DirectoryImage implements Image {

    /// One operation: a name goes, a name stands for something, or both at once.
    private record Change(long operation, String removed, String added, Image image) {

        void applyTo(Map<String, Image> names) {
            if (removed != null) {
                names.remove(removed);
            }
            if (added != null) {
                names.put(added, image);
            }
        }
    }

    private final Map<String, Image> live = new TreeMap<>();
    private final Map<String, Image> durable = new TreeMap<>();
    private final List<Change> changes = new ArrayList<>();

    Image get(String name) {
        return live.get(name);
    }

    List<String> names() {
        return List.copyOf(live.keySet());
    }

    List<Image> images() {
        return List.copyOf(live.values());
    }

    boolean isEmpty() {
        return live.isEmpty();
    }

    void add(long operation, String name, Image image) {
        change(new Change(operation, null, name, image));
    }

    void remove(long operation, String name) {
        change(new Change(operation, name, null, null));
    }

    void rename(long operation, String from, String to) {
        change(new Change(operation, from, to, live.get(from)));
    }

    void sync() {
        durable.clear();
        durable.putAll(live);
        changes.clear();
    }

    @Override
    public DirectoryImage after(Fate fate) {
        Map<String, Image> left = new TreeMap<>(durable);
        for (Change change : changes) {
            if (fate.happened(change.operation)) {
                change.applyTo(left);
            }
        }
        DirectoryImage image = new DirectoryImage();
        left.forEach((name, child) -> image.live.put(name, child.after(fate)));
        image.durable.putAll(image.live);
        return image;
    }

    private void change(Change change) {
        change.applyTo(live);
        changes.add(change);
    }
}
