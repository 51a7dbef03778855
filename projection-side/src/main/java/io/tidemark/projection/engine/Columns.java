package io.tidemark.projection.engine;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The columns that a record's components are kept in: the record is the schema. */
record Columns(List<Column> all) {

  /** One column: its name, its type, the Java type, and how its value is read from the record. */
  record Column(String name, SqlType type, Class<?> javaType, MethodHandle getter) {

    Object get(Record record) {
      try {
        return getter.invokeExact((Object) record);
      } catch (Throwable e) {
        throw new IllegalStateException("cannot read " + name, e);
      }
    }
  }

  private static final MethodType GETTER = MethodType.methodType(Object.class, Object.class);

  static Columns of(Class<? extends Record> type) {
    List<Column> columns = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      columns.add(
          new Column(
              snakeCase(component.getName()),
              SqlType.of(component.getType()),
              component.getType(),
              getter(component)));
    }
    return new Columns(List.copyOf(columns));
  }

  static MethodHandle getter(RecordComponent component) {
    try {
      var accessor = component.getAccessor();
      accessor.setAccessible(true); // the records of a feature are package-private
      return MethodHandles.lookup().unreflect(accessor).asType(GETTER);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  static String snakeCase(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  Stream<String> names() {
    return all.stream().map(Column::name);
  }

  String names(String prefix, String separator) {
    return names().map(name -> prefix + name).collect(Collectors.joining(separator));
  }
}
