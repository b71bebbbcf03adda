package io.jackdaw.disk;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** The machine's disk, with a page cache that holds nothing until the test says so. */
public final class UncachedDisk {
  private volatile boolean cached;

  /** Says whether all files are in the page cache from now on. */
  public void cached(boolean now) {
    cached = now;
  }

  public Disk disk() {
    return over(Disk.class, new LocalDisk());
  }

  private <T> T over(Class<T> type, T real) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          if (method.getName().equals("isCached")) {
            return cached;
          }
          try {
            Object result = method.invoke(real, arguments);
            return result instanceof DiskFile file ? over(DiskFile.class, file) : result;
          } catch (InvocationTargetException failure) {
            throw failure.getCause();
          }
        };
    return type.cast(
        Proxy.newProxyInstance(
            UncachedDisk.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
