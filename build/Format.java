import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks or applies google-java-format to every source file: {@code Format check|write ROOT}.
 *
 * <p>Run by the root POM under the JDK 25 toolchain, because the formatter parses with the compiler
 * of the JDK it runs on and Maven itself may run on an older one.
 */
public final class Format {
  public static void main(String[] args) throws Exception {
    boolean write = args[0].equals("write");
    Path root = Path.of(args[1]);
    List<Path> misformatted = new ArrayList<>();
    Formatter formatter = new Formatter();
    try (var files = Files.walk(root)) {
      for (Path file : files.filter(Format::isSource).sorted().toList()) {
        String source = Files.readString(file);
        String formatted =
            formatter.formatSourceAndFixImports(RemoveUnusedImports.removeUnusedImports(source));
        if (!formatted.equals(source)) {
          misformatted.add(root.relativize(file));
          if (write) {
            Files.writeString(file, formatted);
          }
        }
      }
    }
    if (!write && !misformatted.isEmpty()) {
      misformatted.forEach(file -> System.err.println("not formatted: " + file));
      System.err.println("Run: mvn -q -N validate -Dformat.mode=write");
      System.exit(1);
    }
  }

  private static boolean isSource(Path file) {
    String name = file.toString();
    return name.endsWith(".java") && !name.contains("/target/");
  }
}
