package io.jackdaw.compat.rig;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * What one server takes for the time, which a test can step, as an operator or a time server does.
 * The server has a {@link ClockAgent}.
 */
public final class WallClock {
  private final Path offset;
  private final Path agent;

  private WallClock(Path offset, Path agent) {
    this.offset = offset;
    this.agent = agent;
  }

  static WallClock in(Path folder, int server) {
    try {
      Path offset = Files.write(folder.resolve("clock-" + server), new byte[Long.BYTES]);
      return new WallClock(offset, agent(folder.resolve("clock.jar")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path agent(Path file) throws IOException {
    if (Files.exists(file)) {
      return file;
    }
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", ClockAgent.class.getName());
    String name = ClockAgent.class.getName().replace('.', '/') + ".class";
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out, manifest);
        InputStream code =
            Objects.requireNonNull(ClockAgent.class.getResourceAsStream("/" + name))) {
      jar.putNextEntry(new JarEntry(name));
      code.transferTo(jar);
    }
    return file;
  }

  String jvmOptions() {
    return "-javaagent:%s=%s".formatted(agent, offset);
  }

  /** From now on it is so much later than it is, or earlier. */
  public void stepTo(long milliseconds) {
    ClockAgent.map(offset).putLong(0, milliseconds);
  }
}
