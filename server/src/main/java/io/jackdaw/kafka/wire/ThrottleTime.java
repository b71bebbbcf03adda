package io.jackdaw.kafka.wire;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.apache.kafka.common.protocol.ApiMessage;
import org.jspecify.annotations.Nullable;

/** The field that most responses have, though they have no type for it in common. */
final class ThrottleTime {
  private record Accessors(MethodHandle get, MethodHandle set) {}

  private static final ClassValue<@Nullable Accessors> FIELDS =
      new ClassValue<>() {
        @Override
        protected @Nullable Accessors computeValue(Class<?> type) {
          try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            return new Accessors(
                lookup.findVirtual(type, "throttleTimeMs", MethodType.methodType(int.class)),
                lookup.findVirtual(
                    type, "setThrottleTimeMs", MethodType.methodType(type, int.class)));
          } catch (NoSuchMethodException | IllegalAccessException none) {
            return null;
          }
        }
      };

  private ThrottleTime() {}

  static int get(ApiMessage response) {
    Accessors field = FIELDS.get(response.getClass());
    try {
      return field == null ? 0 : (int) field.get.invoke(response);
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static void set(ApiMessage response, int throttleTimeMs) {
    Accessors field = FIELDS.get(response.getClass());
    try {
      if (field != null) {
        field.set.invoke(response, throttleTimeMs);
      }
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
