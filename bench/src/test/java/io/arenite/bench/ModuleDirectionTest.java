package io.arenite.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import org.junit.jupiter.api.Test;

/// Each module looks only at the modules below it, and the dangerous JDK packages stay behind their fences. The test
/// stands in `bench` because only from here all modules are on the class path.
final class ModuleDirectionTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.arenite");

    @Test
    void modulesLookOnlyDownhill() {
        check(Architectures.layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .withOptionalLayers(true)
                .layer("bench")
                .definedBy("io.arenite.bench..")
                .layer("cli")
                .definedBy("io.arenite.cli..")
                .layer("bindings-python")
                .definedBy("io.arenite.python..")
                .layer("formats")
                .definedBy("io.arenite.formats..")
                .layer("lazy-dsl")
                .definedBy("io.arenite", "io.arenite.csv..", "io.arenite.lazy..")
                .layer("engine")
                .definedBy("io.arenite.engine..")
                .layer("partitions")
                .definedBy("io.arenite.partitions..")
                .layer("arena")
                .definedBy("io.arenite.arena..")
                .whereLayer("bench")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("cli")
                .mayOnlyBeAccessedByLayers("bench")
                .whereLayer("bindings-python")
                .mayOnlyBeAccessedByLayers("bench")
                .whereLayer("formats")
                .mayOnlyBeAccessedByLayers("bindings-python", "cli", "bench")
                .whereLayer("lazy-dsl")
                .mayOnlyBeAccessedByLayers("formats", "bindings-python", "cli", "bench")
                .whereLayer("engine")
                .mayOnlyBeAccessedByLayers("lazy-dsl", "formats", "bindings-python", "cli", "bench")
                .whereLayer("partitions")
                .mayOnlyBeAccessedByLayers("engine", "lazy-dsl", "formats", "bindings-python", "cli", "bench"));
    }

    @Test
    void everyClassStandsInAModulesPackage() {
        check(noClasses()
                .should()
                .resideOutsideOfPackages(
                        "io.arenite",
                        "io.arenite.csv..",
                        "io.arenite.lazy..",
                        "io.arenite.arena..",
                        "io.arenite.partitions..",
                        "io.arenite.engine..",
                        "io.arenite.formats..",
                        "io.arenite.python..",
                        "io.arenite.cli..",
                        "io.arenite.bench.."));
    }

    @Test
    void onlyKernelsAndGeneratedLoopsUseTheVectorModule() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("io.arenite.engine.kernel..", "io.arenite.engine.generate..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.incubator.vector.."));
    }

    @Test
    void onlyTheSystemPackageThePythonBridgeAndTheBenchmarksPeerCallNativeCode() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.arenite.arena.os..", "io.arenite.python.bridge..", "io.arenite.bench.peer..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.foreign.Linker")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.foreign.SymbolLookup"));
    }

    @Test
    void nobodyUsesUnsafe() {
        check(noClasses().should().dependOnClassesThat().haveFullyQualifiedName("sun.misc.Unsafe"));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }
}
