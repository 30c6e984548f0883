package io.arenite.engine.generate;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;

/// Makes the class file of a shape: a [FusedLoop] whose methods call one static method for each [LoopPart].
final class LoopEmitter {
    private static final ClassDesc NAME = ClassDesc.of(FusedLoop.class.getPackageName() + ".GeneratedLoop");
    private static final ClassDesc SEGMENT = ClassDesc.of("java.lang.foreign.MemorySegment");
    private static final MethodTypeDesc PART = MethodTypeDesc.of(
            CD_void,
            SEGMENT,
            SEGMENT,
            CD_long.arrayType(),
            CD_int,
            CD_int,
            CD_int,
            CD_long.arrayType(),
            CD_double.arrayType(),
            CD_long.arrayType());

    private LoopEmitter() {}

    static byte[] classFile(List<LoopPart> parts) {
        return ClassFile.of().build(NAME, type -> {
            type.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL | ClassFile.ACC_SUPER)
                    .withInterfaceSymbols(ClassDesc.of(FusedLoop.class.getName()))
                    .withMethodBody(
                            INIT_NAME,
                            MTD_void,
                            ClassFile.ACC_PUBLIC,
                            code -> code.aload(0)
                                    .invokespecial(CD_Object, INIT_NAME, MTD_void)
                                    .return_());
            for (boolean edge : new boolean[] {false, true}) {
                String name = edge ? "edge" : "rows";
                for (int i = 0; i < parts.size(); i++) {
                    LoopPart part = parts.get(i);
                    type.withMethodBody(
                            name + i,
                            PART,
                            ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC,
                            code -> new PartEmitter(code, part, edge).emit());
                }
                type.withMethodBody(
                        name,
                        PART.insertParameterTypes(0, CD_int),
                        ClassFile.ACC_PUBLIC,
                        code -> dispatch(code, name, parts.size()));
            }
        });
    }

    /// Calls the part whose number is the first argument.
    private static void dispatch(CodeBuilder code, String name, int parts) {
        Label last = code.newLabel();
        List<SwitchCase> cases = new ArrayList<>();
        for (int i = 0; i < parts - 1; i++) {
            cases.add(SwitchCase.of(i, code.newLabel()));
        }
        if (!cases.isEmpty()) {
            code.iload(1).tableswitch(last, cases);
        }
        for (SwitchCase one : cases) {
            code.labelBinding(one.target());
            call(code, name + one.caseValue());
        }
        code.labelBinding(last);
        call(code, name + (parts - 1));
    }

    private static void call(CodeBuilder code, String method) {
        code.aload(2)
                .aload(3)
                .aload(4)
                .iload(5)
                .iload(6)
                .iload(7)
                .aload(8)
                .aload(9)
                .aload(10);
        code.invokestatic(NAME, method, PART).return_();
    }
}
