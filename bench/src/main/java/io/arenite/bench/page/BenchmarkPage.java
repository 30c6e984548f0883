package io.arenite.bench.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// docs/benchmarks.md: a section for each set of figures, written by the program that measured them and by nobody
/// else. A set that is measured again takes the place of its section; the others stay as they are.
///
///     <!-- begin trades -->
///     ...                      what [#put] was given
///     <!-- end trades -->
public final class BenchmarkPage {
    private static final Pattern SECTION =
            Pattern.compile("<!-- begin (\\w+) -->\\R(.*?)<!-- end \\1 -->", Pattern.DOTALL);

    private static final String INTRODUCTION = """
            # Benchmarks

            Written by `bin/arenite bench --peers`, which measures, checks that all answers agree, and replaces the sections
            below; nothing here is typed by hand. Ratios are taken between figures of one run: the median of at least seven
            rounds in which everybody takes turns, with the distance between the quartiles as spread. Figures of different
            sections can come from different runs and are not for comparing.
            """;

    private final Path file;
    private final Map<Section, String> contents = new EnumMap<>(Section.class);

    private BenchmarkPage(Path file) {
        this.file = file;
    }

    /// The page as it is, or an empty one where there is none.
    public static BenchmarkPage read(Path file) throws IOException {
        var page = new BenchmarkPage(file);
        if (Files.exists(file)) {
            Matcher matcher = SECTION.matcher(Files.readString(file));
            while (matcher.find()) {
                page.contents.put(Section.ofId(matcher.group(1)), matcher.group(2));
            }
        }
        return page;
    }

    /// Replaces a section. The content is Markdown below its heading.
    public void put(Section section, String content) {
        contents.put(section, content.strip() + "\n");
    }

    /// Writes the sections there are, in their fixed order; a reader sees the old page or the new one.
    public void write() throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(beside, text());
        Files.move(
                beside,
                file,
                java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    String text() {
        var text = new StringBuilder(INTRODUCTION);
        contents.forEach((section, content) -> text.append("\n## ")
                .append(section.title())
                .append("\n\n<!-- begin ")
                .append(section.id())
                .append(" -->\n")
                .append(content)
                .append("<!-- end ")
                .append(section.id())
                .append(" -->\n"));
        return text.toString();
    }
}
