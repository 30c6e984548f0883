package io.arenite.cli;

import io.arenite.cli.demo.DemoCommand;
import io.arenite.cli.shell.JShellCommand;
import io.arenite.cli.store.BackupCommand;
import io.arenite.cli.store.DropPartitionCommand;
import io.arenite.cli.store.ExportCommand;
import io.arenite.cli.store.ImportCommand;
import io.arenite.cli.store.InspectCommand;
import io.arenite.cli.store.RetentionCommand;
import io.arenite.cli.store.SealCommand;
import io.arenite.cli.store.VerifyCommand;
import io.arenite.csv.ImportCancelledException;
import io.arenite.formats.ExportCancelledException;
import java.io.PrintWriter;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// The command `arenite`. Exit codes: 0 all went well, 1 the work failed, 2 the command line is wrong, and
/// the system's own: 130 after Ctrl-C, 143 after SIGTERM.
@Command(
        name = "arenite",
        description = "A tick store in your process: load ticks, ask for VWAPs, counts and sums.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "  bench   Run the quick benchmarks (only as bin/arenite bench).",
            "",
            "Exit codes: 0 all went well, 1 the work failed, 2 the command line is wrong, 130 Ctrl-C, 143 SIGTERM."
        },
        subcommands = {
            DemoCommand.class,
            JShellCommand.class,
            ImportCommand.class,
            ExportCommand.class,
            InspectCommand.class,
            VerifyCommand.class,
            SealCommand.class,
            BackupCommand.class,
            DropPartitionCommand.class,
            RetentionCommand.class
        })
public final class Main implements Runnable {

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show the stack trace of an error.")
    private boolean debug;

    @Spec
    private CommandSpec spec;

    public static void main(String[] args) {
        ProcessEnd.silenceFailures();
        PrintWriter out = new PrintWriter(System.out, true);
        PrintWriter err = new PrintWriter(System.err, true);
        int exitCode = run(out, err, args);
        System.exit(exitCode(exitCode, out.checkError() || System.out.checkError(), err));
    }

    /// The exit code that tells of lost output too, which [PrintWriter] keeps to itself.
    static int exitCode(int exitCode, boolean lostOutput, PrintWriter err) {
        if (!lostOutput) {
            return exitCode;
        }
        err.println("arenite: cannot write the output");
        return exitCode == CommandLine.ExitCode.OK ? CommandLine.ExitCode.SOFTWARE : exitCode;
    }

    /// The command without the process around it.
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        Main main = new Main();
        return new CommandLine(main)
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((e, command, _) -> main.fail(e, command))
                .execute(args);
    }

    private int fail(Exception e, CommandLine command) {
        if (e instanceof ImportCancelledException
                || e instanceof ExportCancelledException
                || e instanceof CancellationException) {
            // Ctrl-C: the progress line has said it, and the process is ending.
            return CommandLine.ExitCode.SOFTWARE;
        }
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        command.getErr().println("arenite: " + message);
        if (debug) {
            e.printStackTrace(command.getErr());
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }
}
