package io.arenite.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.engine.ChildProgram;
import io.arenite.engine.generate.TruncatedLoops;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A file that is truncated while it is mapped, by whomever, ends no process.
class FaultsTest {
    /// Compiles at once, in the foreground.
    private static final List<String> FLAGS = List.of("-Xbatch", "-XX:-CreateCoredumpOnCrash");

    @TempDir
    private Path folder;

    @Test
    void compiledKernelsThrow() throws Exception {
        List<String> output = ChildProgram.run(
                TruncatedColumns.class, FLAGS, folder.resolve("columns").toString());
        assertThat(output).singleElement().asString().matches("operations=(\\d{2,}), errors=\\1");
    }

    @Test
    void generatedLoopsThrow() throws Exception {
        List<String> output = ChildProgram.run(
                TruncatedLoops.class, FLAGS, folder.resolve("columns").toString());
        assertThat(output).containsExactly("error");
    }

    /// What the programs above cannot see: a loop whose method happens to be marked by what is inlined into it.
    @Test
    void whateverLoadsVectorsSaysSo() throws Exception {
        List<String> loading = new ArrayList<>();
        for (Path file : classesOf(SumKernel.class)) {
            for (MethodModel method : ClassFile.of().parse(file).methods()) {
                List<String> calls = callsOf(method);
                if (calls.contains("fromMemorySegment")) {
                    String name = file.getFileName() + "." + method.methodName().stringValue();
                    assertThat(calls).as(name).contains("areErrors");
                    loading.add(name);
                }
            }
        }
        assertThat(loading).hasSizeGreaterThan(40);
    }

    private static List<Path> classesOf(Class<?> member) throws IOException, URISyntaxException {
        Path classes = Path.of(
                member.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (Stream<Path> files = Files.walk(classes)) {
            return files.filter(file -> file.toString().endsWith(".class")).toList();
        }
    }

    private static List<String> callsOf(MethodModel method) {
        return method.code().stream()
                .flatMap(code -> code.elementStream())
                .filter(InvokeInstruction.class::isInstance)
                .map(call -> ((InvokeInstruction) call).name().stringValue())
                .toList();
    }
}
