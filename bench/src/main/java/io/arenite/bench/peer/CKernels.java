package io.arenite.bench.peer;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/// The C loops that kernels are measured against (kernels.c), compiled by gcc when the benchmark starts. This package
/// and `io.arenite.arena.os` are the only ones that call native code.
public final class CKernels {
    private final SymbolLookup symbols;

    private CKernels(SymbolLookup symbols) {
        this.symbols = symbols;
    }

    /// Compiles and loads the peers; empty where there is no gcc or the compilation fails. `flags` follow
    /// `-O3 -march=native -ffast-math`, for example `-mno-avx512f`.
    @SuppressWarnings("restricted")
    public static Optional<CKernels> compile(String... flags) throws IOException {
        Path folder = Files.createTempDirectory("arenite-peer");
        try (InputStream source = CKernels.class.getResourceAsStream("kernels.c")) {
            Path file = folder.resolve("kernels.c");
            Path library = folder.resolve("kernels.so");
            Files.copy(source, file, StandardCopyOption.REPLACE_EXISTING);
            var command = Stream.concat(
                            Stream.of("gcc", "-O3", "-march=native", "-ffast-math", "-shared", "-fPIC"),
                            Stream.concat(Stream.of(flags), Stream.of("-o", library.toString(), file.toString())))
                    .toList();
            Process gcc = new ProcessBuilder(command).inheritIO().start();
            if (gcc.waitFor() != 0) {
                return Optional.empty();
            }
            return Optional.of(new CKernels(SymbolLookup.libraryLookup(library, Arena.global())));
        } catch (IOException noCompiler) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            delete(folder);
        }
    }

    /// A function that returns a double; its parameters are pointers (`ADDRESS`), int64 and doubles as given.
    public MethodHandle doubleFunction(String name, MemoryLayout... parameters) {
        return handle(name, FunctionDescriptor.of(JAVA_DOUBLE, parameters));
    }

    /// A function that returns an int64.
    public MethodHandle longFunction(String name, MemoryLayout... parameters) {
        return handle(name, FunctionDescriptor.of(JAVA_LONG, parameters));
    }

    public MethodHandle voidFunction(String name, MemoryLayout... parameters) {
        return handle(name, FunctionDescriptor.ofVoid(parameters));
    }

    /// Reads `rows` 64-bit values and computes next to nothing: the limit of one thread's read bandwidth.
    public MethodHandle read() {
        return longFunction("c_read", ADDRESS, JAVA_LONG);
    }

    @SuppressWarnings("restricted")
    private MethodHandle handle(String name, FunctionDescriptor descriptor) {
        MemorySegment address = symbols.find(name).orElseThrow();
        return Linker.nativeLinker().downcallHandle(address, descriptor);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
