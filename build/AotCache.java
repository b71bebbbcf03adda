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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Makes {@code libs/jackdaw.aot}: a training run of the packaged server and its commands, whose
 * loaded classes, heap objects and method profiles the JVM stores (JEP 483, 514, 515). The cache is
 * only used with the same JVM build and the same jars, which the JVM tells by size and time: so the
 * jars get the time that they will have in the archive.
 *
 * <p>Usage: {@code java AotCache.java LIBS TIMESTAMP}
 */
public class AotCache {
  public static void main(String[] args) throws Exception {
    Path libs = Path.of(args[0]).toAbsolutePath();
    FileTime time = FileTime.from(Instant.parse(args[1]));
    Path cache = libs.resolve("jackdaw.aot");
    Files.deleteIfExists(cache);
    try (Stream<Path> files = Files.list(libs)) {
      for (Path jar :
          files.filter(file -> file.getFileName().toString().startsWith("picocli-")).toList()) {
        modernize(jar);
      }
    }
    try (Stream<Path> files = Files.list(libs)) {
      for (Path jar : files.toList()) {
        Files.setLastModifiedTime(jar, time);
      }
    }
    Path data = Files.createTempDirectory(libs.getParent(), "training");
    File log = libs.resolveSibling("training.log").toFile();
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:AOTCacheOutput=" + cache,
                "-XX:+UseCompactObjectHeaders",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Djava.io.tmpdir=" + data,
                "-cp",
                libs.resolve("jackdaw-server.jar").toString(),
                "io.jackdaw.cli.Main",
                "train",
                data.toString()));
    int exit =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start().waitFor();
    try (Stream<Path> files = Files.walk(data)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
    if (exit != 0 || !Files.exists(cache)) {
      // Nothing needs the cache: a start without it is only slower.
      System.err.println("no AOT cache was made, see " + log);
      Files.deleteIfExists(cache);
      return;
    }
    System.out.println("made " + cache + " (" + Files.size(cache) / 1_000_000 + " MB)");
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
