package io.arenite.python.bridge;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.arenite.python.handle.Handles;
import io.arenite.python.plan.PlanRuns;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.LinkedHashMap;
import java.util.Map;

/// The functions that Python calls, with the C ABI. Each catches everything: an exception that left one
/// would end the process.
final class Functions {
    private final Map<String, Long> addresses = new LinkedHashMap<>();

    private Functions() {}

    /// A new function is one line here: its name, its object and its method. Parameters and results are
    /// long and int.
    static Map<String, Long> addresses() {
        Handles handles = Handles.create();
        var control = new ControlPlane(Operations.of(handles), handles.pins());
        var functions = new Functions();
        functions.add("call", control, "call");
        functions.add("fetch", control, "fetch");
        functions.add("execute", new PlanRuns(handles), "execute");
        return functions.addresses;
    }

    private void add(String name, Object target, String method) {
        for (var candidate : target.getClass().getDeclaredMethods()) {
            if (candidate.getName().equals(method)) {
                try {
                    addresses.put(
                            name,
                            stub(MethodHandles.lookup().unreflect(candidate).bindTo(target)));
                    return;
                } catch (IllegalAccessException e) {
                    throw new LinkageError("not accessible: method=" + candidate, e);
                }
            }
        }
        throw new LinkageError("no such method: class=" + target.getClass().getName() + ", method=" + method);
    }

    @SuppressWarnings("restricted")
    private static long stub(MethodHandle handle) {
        MemoryLayout[] parameters =
                handle.type().parameterList().stream().map(Functions::layout).toArray(MemoryLayout[]::new);
        FunctionDescriptor descriptor =
                FunctionDescriptor.of(layout(handle.type().returnType()), parameters);
        return Linker.nativeLinker()
                .upcallStub(handle, descriptor, Arena.global())
                .address();
    }

    private static MemoryLayout layout(Class<?> type) {
        return type == int.class ? JAVA_INT : JAVA_LONG;
    }
}
