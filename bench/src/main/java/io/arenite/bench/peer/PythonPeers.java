package io.arenite.bench.peer;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// The Python peers: one process (`arenite_peers`) that lives as long as the comparison and answers a request a line
/// over its pipes. It ends with its input, so it cannot outlive us.
final class PythonPeers implements AutoCloseable {
    private static final int KILLED = 128 + 9;

    private final Process process;
    private final BufferedWriter requests;
    private final BufferedReader replies;
    private final Thread hook;

    private PythonPeers(Process process) {
        this.process = process;
        this.requests = process.outputWriter(StandardCharsets.UTF_8);
        this.replies = process.inputReader(StandardCharsets.UTF_8);
        this.hook = new Thread(process::destroyForcibly, "end the peers");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /// Starts the process.
    ///
    /// @param repository the folder that has `.venv` and the Python sources
    /// @param folder of the work set; the process removes it too, in case that we are killed
    /// @param threads for each peer that can use several
    static PythonPeers start(Path repository, Path folder, int threads) {
        Path python = repository.resolve(".venv/bin/python");
        if (!Files.isExecutable(python)) {
            throw new PeerException("no Python for the peers: file=" + python + ", hint=run bin/setup --peers");
        }
        var builder = new ProcessBuilder(python.toString(), "-m", "arenite_peers", folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        Map<String, String> environment = builder.environment();
        environment.put(
                "PYTHONPATH", repository.resolve("bench/src/main/python").toString());
        environment.put("PYTHONDONTWRITEBYTECODE", "1");
        for (String name : List.of("POLARS_MAX_THREADS", "OPENBLAS_NUM_THREADS", "ARENITE_PEER_THREADS")) {
            environment.put(name, Integer.toString(threads));
        }
        try {
            return new PythonPeers(builder.start());
        } catch (IOException e) {
            throw new PeerException("cannot start the peers: file=" + python + ", reason=" + e.getMessage(), e);
        }
    }

    /// The versions of Python and of each library, by name.
    Map<String, String> versions() {
        var versions = new LinkedHashMap<String, String>();
        for (String entry : request("versions")) {
            String[] nameAndVersion = entry.split("=", 2);
            versions.put(nameAndVersion[0], nameAndVersion[1]);
        }
        return versions;
    }

    /// Lets every peer load the work set into memory; the files are not needed afterwards.
    List<Contender> load() {
        var operations = new LinkedHashMap<String, Set<String>>();
        for (String entry : request("load")) {
            String[] peerAndOperation = entry.split(",", 2);
            operations
                    .computeIfAbsent(peerAndOperation[0], name -> new HashSet<>())
                    .add(peerAndOperation[1]);
        }
        var contenders = new ArrayList<Contender>();
        operations.forEach((peer, ids) -> contenders.add(new Peer(this, peer, Set.copyOf(ids))));
        return contenders;
    }

    private List<String> request(String... words) {
        String line = String.join("\t", words);
        String reply;
        try {
            requests.write(line);
            requests.newLine();
            requests.flush();
            reply = replies.readLine();
        } catch (IOException e) {
            throw died(line, e);
        }
        if (reply == null) {
            throw died(line, null);
        }
        List<String> cells = Arrays.asList(reply.split(" "));
        if (!cells.getFirst().equals("ok")) {
            throw new PeerException("a peer failed: request=%s, reply=%s".formatted(line.replace('\t', ' '), reply));
        }
        return cells.subList(1, cells.size());
    }

    private PeerException died(String line, IOException cause) {
        String how = "still running";
        try {
            if (process.waitFor(5, TimeUnit.SECONDS)) {
                int code = process.exitValue();
                how = code == KILLED ? "killed (perhaps for want of memory)" : "exit code " + code;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new PeerException(
                "the Python process of the peers ended: request=%s, how=%s".formatted(line.replace('\t', ' '), how),
                cause);
    }

    long pid() {
        return process.pid();
    }

    /// Ends the process: by closing its input, or by force where that does not help.
    @Override
    public void close() {
        try {
            requests.close();
        } catch (IOException alreadyGone) {
            process.destroyForcibly();
        }
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        ExitHook.cancel(hook);
    }

    /// One library in one way of using it.
    private record Peer(PythonPeers process, String id, Set<String> operations) implements Contender {
        @Override
        public String name() {
            return id.replace('_', ' ');
        }

        @Override
        public Side side() {
            return Side.PEER;
        }

        @Override
        public boolean can(Operation operation) {
            return operations.contains(operation.id());
        }

        @Override
        public Turn run(Operation operation, int repeats) {
            List<String> reply = process.request("run", id, operation.id(), Integer.toString(repeats));
            double ns = Long.parseLong(reply.getFirst()) / (double) repeats;
            return new Turn(ns, 0, Answer.parse(reply.subList(1, reply.size())));
        }
    }
}
