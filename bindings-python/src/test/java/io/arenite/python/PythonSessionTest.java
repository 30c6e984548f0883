package io.arenite.python;

import static io.arenite.Functions.vwap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.Arenite;
import io.arenite.Table;
import io.arenite.partitions.Appender;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A Java application that starts Python and shares its database with scripts.
final class PythonSessionTest {
    private static final Schema SCHEMA = Schema.builder()
            .timestamp("ts")
            .symbol("sym")
            .float64("price")
            .int64("size")
            .key("sym")
            .build();

    private final Arenite database = Arenite.inMemory();
    private PythonSession python;

    @BeforeEach
    void start() {
        python = TestPython.start();
        SharedDatabases.share("market", database);
    }

    @AfterEach
    void end() {
        python.close();
        SharedDatabases.unshare("market");
        database.close();
    }

    @Test
    void valuesGoThereAndBack() {
        python.set("number", 41);
        python.exec("def add(a, b):\n    return a + b\n");
        assertThat(python.eval("number + 1")).isEqualTo(42L);
        assertThat(python.call("add", "a", "b")).isEqualTo("ab");
        assertThat(python.eval("[1.5, None, True]")).isEqualTo(java.util.Arrays.asList(1.5, null, true));
    }

    @Test
    void aScriptSeesWhatJavaAppendsAndJavaItsAnswer(@TempDir Path folder) throws IOException {
        Table trades = database.createTable("trades", SCHEMA, PartitionBy.DAY);
        append(trades, 0, 1_000);
        Path script = Files.writeString(folder.resolve("strategy.py"), """
                import sys
                import numpy as np
                import arenite as ar

                db = ar.shared("market")
                trades = db["trades"]

                def vwap(key):
                    with trades.columns("price", "size", key=key) as (price, size):
                        return float(np.dot(price, size) / size.sum())

                arguments = sys.argv[1:]
                """);
        python.run(script, "--fast", "7");
        assertThat(python.eval("arguments")).isEqualTo(List.of("--fast", "7"));
        assertThat((double) python.call("vwap", "A")).isCloseTo(javaVwap(trades), within());
        append(trades, 1_000, 500);
        assertThat(python.eval("len(trades)")).isEqualTo(1_500L);
        assertThat((double) python.call("vwap", "A")).isCloseTo(javaVwap(trades), within());
        assertThat((double) python.eval("trades.select(ar.vwap('price', 'size')).collect().item()"))
                .isEqualTo(javaVwap(trades));
    }

    @Test
    void pythonCallsJavaBack() {
        var heard = new java.util.ArrayList<Object>();
        java.util.function.Consumer<Object> listener = heard::add;
        python.set("listener", listener);
        python.exec("for number in range(3):\n    listener.accept(number * 1.5)\n");
        assertThat(heard).isEqualTo(List.of(0.0, 1.5, 3.0));
    }

    @Test
    void whatAScriptRaisesHasItsTraceback() {
        python.exec("def fail(x):\n    return x / 0\n");
        assertThatThrownBy(() -> python.call("fail", 1))
                .isInstanceOf(PythonException.class)
                .hasMessage("ZeroDivisionError: division by zero")
                .satisfies(e -> assertThat(((PythonException) e).traceback())
                        .contains("File \"<exec>\", line 2, in fail")
                        .doesNotContain("_session.py"));
        assertThatThrownBy(() -> python.exec("1 +"))
                .isInstanceOf(PythonException.class)
                .hasMessageContaining("SyntaxError");
        assertThatThrownBy(() -> python.exec("import sys; sys.exit(3)"))
                .hasMessage("the script has ended by sys.exit(3)");
        assertThatThrownBy(() -> python.eval("__import__('arenite').shared('markt')"))
                .hasMessageContaining("unknown shared database: shared database=markt, did you mean=[market]");
    }

    @Test
    void anErrorOfJavaIsOneOfPython() {
        python.exec("""
                import arenite as ar
                try:
                    ar.shared("market")["nothing"]
                except KeyError as error:
                    caught = f"{type(error).__name__}: {error}"
                """);
        assertThat(python.eval("caught")).isEqualTo("UnknownNameError: unknown table: table=nothing, tables=[]");
    }

    @Test
    void whatPythonClosesIsStillOpenInJava() {
        Table trades = database.createTable("trades", SCHEMA, PartitionBy.DAY);
        append(trades, 0, 10);
        python.exec("import arenite as ar\nar.shared('market').close()\n");
        assertThat(trades.count()).isEqualTo(10);
    }

    @Test
    void sessionsFollowEachOtherAndShareNoGlobals() {
        python.exec("mine = 1");
        try (PythonSession other = TestPython.start()) {
            assertThat(other.eval("'mine' in globals()")).isEqualTo(false);
        }
        python.exec("import atexit\natexit.register(lambda: open('/dev/null').close())");
        python.close();
        python.close();
        assertThatThrownBy(() -> python.eval("1"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the Python session is closed");
        python = TestPython.start();
        assertThat(python.eval("'mine' in globals()")).isEqualTo(false);
        python.exec("import arenite as ar\ndb = ar.shared('market')\n");
        assertThat(python.eval("db.tables()")).isEqualTo(List.of());
    }

    @Test
    void oneSessionEndsAndTheOtherGoesOn(@TempDir Path folder) throws Exception {
        append(database.createTable("trades", SCHEMA, PartitionBy.DAY), 0, 10);
        Path module = Files.writeString(folder.resolve("shared_module.py"), """
                import atexit, weakref
                exits = []
                class Thing: pass
                thing = Thing()
                weakref.finalize(thing, exits.append, 'finalized')
                atexit.register(exits.append, 'module')
                """);
        python.set("folder", module.getParent().toString());
        python.exec("""
                import sys
                sys.path.insert(0, folder)
                import shared_module
                import arenite as ar
                db = ar.shared("market")
                trades = db["trades"]
                query = trades.select(ar.map_batches(["size"], lambda sizes: sizes[0], "int64").sum())
                """);
        Object before = python.eval("query.collect().item()");
        try (PythonSession other = TestPython.start()) {
            other.exec("""
                    import atexit, shared_module
                    from atexit import register, unregister
                    def fail():
                        raise ValueError('printed')
                    name = 'global'
                    atexit.register(lambda: shared_module.exits.append(name))
                    register(fail)
                    register(shared_module.exits.append, 'first')
                    register(print, 'never')
                    unregister(print)
                    """);
        }
        assertThat(python.eval("shared_module.exits")).isEqualTo(List.of("first", "global"));
        assertThat(python.eval("query.collect().item()")).isEqualTo(before);
        python.exec("trades.get_column('price')");
        assertThat(python.eval("len(trades._arrays)")).isEqualTo(1L);
        append(database.table("trades"), 10, 10);
        python.exec("""
                import time
                for _ in range(1000):
                    if not trades._arrays:
                        break
                    time.sleep(0.01)
                del shared_module.thing
                """);
        assertThat(python.eval("len(trades._arrays)")).isEqualTo(0L);
        assertThat(python.eval("shared_module.exits")).isEqualTo(List.of("first", "global", "finalized"));
    }

    @Test
    void whatIsMissingIsSaid(@TempDir Path folder) {
        assertThatThrownBy(() -> PythonSession.start(folder))
                .isInstanceOf(PythonException.class)
                .hasMessageContaining("there is no Python: file=" + folder.resolve("bin/python"));
        assertThat(PythonEnvironment.jarVersion()).matches("\\d+\\.\\d+");
    }

    private static org.assertj.core.data.Offset<Double> within() {
        return org.assertj.core.data.Offset.offset(1e-9);
    }

    private static double javaVwap(Table trades) {
        return trades.lazy().select(vwap("price", "size")).collect().scalarDouble();
    }

    private static void append(Table trades, int first, int rows) {
        try (Appender appender = trades.appender()) {
            for (int row = first; row < first + rows; row++) {
                appender.at(row)
                        .symbol("A")
                        .float64(100 + row % 17)
                        .int64(1 + row % 5)
                        .append();
            }
            appender.commit();
        }
    }
}
