package io.jackdaw.compat.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/**
 * Runs in a server under test, whose wall clock it makes wrong: it adds a number from a file that
 * {@link WallClock} writes, and that both have in memory. It depends on nothing but the JDK.
 */
public final class ClockAgent implements ClassFileTransformer {
  private static final String CLOCK = "io/jackdaw/time/SystemClock";
  private static volatile @Nullable MappedByteBuffer offset;

  private ClockAgent() {}

  /** Where the JVM begins. */
  public static void premain(String file, Instrumentation instrumentation) {
    offset = map(Path.of(file));
    instrumentation.addTransformer(new ClockAgent());
  }

  static MappedByteBuffer map(Path file) {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String name,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] bytes) {
    if (!CLOCK.equals(name)) {
      return null;
    }
    CodeTransform calls =
        (builder, element) -> {
          if (element instanceof InvokeInstruction call
              && call.name().equalsString("currentTimeMillis")) {
            builder.invokestatic(
                ClassDesc.of(ClockAgent.class.getName()), "currentTimeMillis", call.typeSymbol());
          } else {
            builder.with(element);
          }
        };
    ClassFile classes = ClassFile.of();
    return classes.transformClass(
        classes.parse(bytes), ClassTransform.transformingMethodBodies(calls));
  }

  /** What the server takes for the time. */
  public static long currentTimeMillis() {
    MappedByteBuffer added = offset;
    return System.currentTimeMillis() + (added == null ? 0 : added.getLong(0));
  }
}
