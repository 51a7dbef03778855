package io.tidemark.benchmarks.faults;

import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Changes of class files, and how many places they have changed. */
final class Mutation {

  private static final ClassDesc CONNECTION = ClassDesc.of("java.sql.Connection");

  private int places;

  /** How many places have been changed so far. */
  int places() {
    return places;
  }

  /** In all texts, this for that. */
  ClassTransform text(String that, String with) {
    return texts(that, text -> text.replace(that, with));
  }

  /** For each text that holds it, another. */
  ClassTransform textWith(String part, String other) {
    return texts(part, _ -> other);
  }

  private ClassTransform texts(String part, UnaryOperator<String> change) {
    return ClassTransform.transformingMethodBodies(
        (code, element) -> {
          if (element instanceof ConstantInstruction.LoadConstantInstruction load
              && load.constantValue() instanceof String text
              && text.contains(part)) {
            places++;
            code.loadConstant(change.apply(text));
          } else {
            code.with(element);
          }
        });
  }

  /** A condition of this method that is tested against zero never holds. */
  ClassTransform neverBranch(String method) {
    return ClassTransform.transformingMethodBodies(
        model -> model.methodName().equalsString(method),
        (code, element) -> {
          if (element instanceof BranchInstruction branch && branch.opcode() == Opcode.IFLE) {
            places++;
            code.pop();
          } else {
            code.with(element);
          }
        });
  }

  /** After a call of this static method its caller commits the connection that it was given. */
  ClassTransform commitAfter(String owner, String called) {
    return (builder, element) -> {
      if (element instanceof MethodModel method && method.code().isPresent()) {
        builder.transformMethod(
            method,
            java.lang.classfile.MethodTransform.transformingCode(
                committing(method, owner, called)));
      } else {
        builder.with(element);
      }
    };
  }

  private CodeTransform committing(MethodModel method, String owner, String called) {
    return (code, element) -> {
      code.with(element);
      if (element instanceof InvokeInstruction call
          && call.owner().asInternalName().endsWith("/" + owner)
          && call.name().equalsString(called)) {
        places++;
        code.aload(slotOfConnection(method));
        code.invokeinterface(CONNECTION, "commit", MethodTypeDesc.of(ConstantDescs.CD_void));
      }
    };
  }

  private static int slotOfConnection(MethodModel method) {
    int slot = method.flags().has(java.lang.reflect.AccessFlag.STATIC) ? 0 : 1;
    for (ClassDesc parameter : method.methodTypeSymbol().parameterList()) {
      if (parameter.equals(CONNECTION)) {
        return slot;
      }
      slot += TypeKind.from(parameter).slotSize();
    }
    throw new IllegalStateException(method.methodName() + " is given no connection");
  }

  /** Two records that differ in this component alone are equal. */
  ClassTransform incomparable(String component) {
    return ClassTransform.transformingMethodBodies(
        model ->
            model.methodName().equalsString("equals")
                || model.methodName().equalsString("hashCode"),
        (code, element) -> without(component, code, element));
  }

  private void without(String component, CodeBuilder code, CodeElement element) {
    if (element instanceof InvokeDynamicInstruction dynamic) {
      List<ConstantDesc> arguments = new ArrayList<>(dynamic.bootstrapArgs());
      List<String> names = new ArrayList<>(List.of(arguments.get(1).toString().split(";")));
      int at = names.indexOf(component);
      if (at >= 0) {
        places++;
        names.remove(at);
        arguments.set(1, String.join(";", names));
        arguments.remove(2 + at);
        code.invokedynamic(
            DynamicCallSiteDesc.of(
                dynamic.bootstrapMethod(),
                dynamic.name().stringValue(),
                dynamic.typeSymbol(),
                arguments.toArray(ConstantDesc[]::new)));
        return;
      }
    }
    code.with(element);
  }
}
