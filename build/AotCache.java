import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Makes {@code libs/server.aot} and {@code libs/command.aot}: a training run of the packaged
 * server, and of its commands against that server, whose loaded classes, heap objects and method
 * profiles the JVM stores (JEP 483, 514, 515). Two, because a JVM loads all classes of its cache
 * when it starts: what only the other one needs costs time and memory.
 *
 * <p>A cache is only used with the same JVM build and the same jars, which the JVM tells by size
 * and time: so the jars get the time that they will have in the archive. Nothing needs a cache:
 * without it a start is only slower.
 *
 * <p>Usage: {@code java AotCache.java LIBS TIMESTAMP}
 */
public class AotCache {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path libs;
  private final Path scratch;

  private AotCache(Path libs, Path scratch) {
    this.libs = libs;
    this.scratch = scratch;
  }

  public static void main(String[] args) throws Exception {
    Path libs = Path.of(args[0]).toAbsolutePath();
    FileTime time = FileTime.from(Instant.parse(args[1]));
    try (Stream<Path> files = Files.list(libs)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".aot")) {
          Files.delete(file);
        } else if (name.startsWith("picocli-")) {
          modernize(file);
        }
      }
    }
    try (Stream<Path> files = Files.list(libs)) {
      for (Path jar : files.toList()) {
        Files.setLastModifiedTime(jar, time);
      }
    }
    Path scratch = Files.createTempDirectory(libs.getParent(), "training");
    try {
      new AotCache(libs, scratch).train();
    } finally {
      try (Stream<Path> files = Files.walk(scratch)) {
        files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
      }
    }
  }

  private void train() throws Exception {
    Path ready = scratch.resolve("ready");
    Path data = scratch.resolve("data");
    ProcessBuilder server =
        java(
            "server",
            List.of(
                "-Xmx512m",
                "-Xmn32m",
                "-Dio.netty.jfr.enabled=false",
                "-Djava.library.path=" + libs.resolve("native")),
            List.of("train-server", scratch.toString()));
    server.environment().put("JACKDAW_READY_FILE", ready.toString());
    Process running = server.start();
    try {
      Properties addresses = addresses(running, ready);
      Process commands =
          java(
                  "command",
                  List.of("-XX:TieredStopAtLevel=1", "-Xmx256m"),
                  List.of(
                      "train",
                      addresses.getProperty("kafka"),
                      addresses.getProperty("zookeeper"),
                      data.toString()))
              .start();
      finish(commands, "command");
    } finally {
      running.destroy();
      finish(running, "server");
    }
  }

  private ProcessBuilder java(String cache, List<String> flags, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:AOTCacheOutput=" + file(cache));
    command.addAll(flags);
    command.addAll(
        List.of(
            "-XX:+UseCompactObjectHeaders",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Djava.io.tmpdir=" + scratch,
            "-cp",
            libs.resolve("jackdaw-server.jar").toString(),
            "io.jackdaw.cli.Main"));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(libs.resolveSibling("training-" + cache + ".log").toFile());
  }

  private Properties addresses(Process server, Path ready) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    while (!Files.exists(ready)) {
      if (!server.isAlive() || Instant.now().isAfter(end)) {
        throw new IllegalStateException("the server did not start, see training-server.log");
      }
      Thread.sleep(20);
    }
    Properties addresses = new Properties();
    try (InputStream in = Files.newInputStream(ready)) {
      addresses.load(in);
    }
    return addresses;
  }

  private void finish(Process trained, String cache) throws Exception {
    if (!trained.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      trained.destroyForcibly().waitFor();
    }
    if (Files.exists(file(cache))) {
      System.out.println(
          "made " + file(cache) + " (" + Files.size(file(cache)) / 1_000_000 + " MB)");
    } else {
      System.err.println("no AOT cache was made, see training-" + cache + ".log");
    }
  }

  private Path file(String cache) {
    return libs.resolve(cache + ".aot");
  }

  /**
   * Rewrites classes compiled for Java 5 so that they carry the stack maps that later versions
   * need; nothing else of them changes. The cache takes no class without. Does nothing to newer
   * classes, so doing it twice does no harm.
   */
  private static void modernize(Path jar) throws IOException {
    Path rewritten = jar.resolveSibling(jar.getFileName() + ".new");
    try (JarFile in = new JarFile(jar.toFile());
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(rewritten))) {
      ClassFile classFile =
          ClassFile.of(
              ClassFile.ConstantPoolSharingOption.NEW_POOL,
              ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
              ClassFile.ClassHierarchyResolverOption.of(
                  ClassHierarchyResolver.ofResourceParsing(type -> open(in, type))
                      .orElse(ClassHierarchyResolver.defaultResolver())));
      for (Enumeration<java.util.jar.JarEntry> entries = in.entries();
          entries.hasMoreElements(); ) {
        ZipEntry entry = entries.nextElement();
        byte[] bytes = in.getInputStream(entry).readAllBytes();
        out.putNextEntry(new ZipEntry(entry.getName()));
        out.write(entry.getName().endsWith(".class") ? modern(classFile, bytes) : bytes);
        out.closeEntry();
      }
    }
    Files.move(rewritten, jar, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  private static byte[] modern(ClassFile classFile, byte[] bytes) {
    ClassModel model = classFile.parse(bytes);
    if (model.majorVersion() >= ClassFile.JAVA_6_VERSION) {
      return bytes;
    }
    ClassTransform version =
        (builder, element) -> {
          if (element instanceof ClassFileVersion) {
            builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
          } else {
            builder.with(element);
          }
        };
    return classFile.transformClass(
        model,
        version.andThen(
            ClassTransform.transformingMethodBodies((code, element) -> code.with(element))));
  }

  private static InputStream open(JarFile jar, ClassDesc type) {
    String descriptor = type.descriptorString();
    ZipEntry entry = jar.getEntry(descriptor.substring(1, descriptor.length() - 1) + ".class");
    try {
      return entry == null ? null : jar.getInputStream(entry);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
