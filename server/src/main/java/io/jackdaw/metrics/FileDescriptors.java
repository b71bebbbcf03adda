package io.jackdaw.metrics;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/**
 * How many files and sockets the process has open, and may. The JVM is asked when somebody wants to
 * know and not at a start, because it looks into its container first, which takes it 6 ms. Any
 * thread.
 */
public final class FileDescriptors {
  private static final long UNKNOWN = -1;

  /** The JVM's view; null where it has none. */
  private static final class Told {
    static final @Nullable UnixOperatingSystemMXBean BEAN =
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            ? unix
            : null;
  }

  private FileDescriptors() {}

  /** -1 if the operating system does not tell. */
  public static long open() {
    UnixOperatingSystemMXBean bean = Told.BEAN;
    return bean == null ? UNKNOWN : bean.getOpenFileDescriptorCount();
  }

  /** -1 if the operating system does not tell. */
  public static long max() {
    UnixOperatingSystemMXBean bean = Told.BEAN;
    return bean == null ? UNKNOWN : bean.getMaxFileDescriptorCount();
  }
}
