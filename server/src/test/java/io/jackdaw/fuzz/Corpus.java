package io.jackdaw.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * The inputs that are kept: text files under {@code resources/fuzz} of one input a line, {@code
 * name hexadecimal}; {@code #} begins a remark.
 */
public final class Corpus {
  private Corpus() {}

  /** All inputs of {@code fuzz/name.txt}. */
  public static List<byte[]> read(String name) {
    List<byte[]> inputs = new ArrayList<>();
    try (InputStream in = Corpus.class.getResourceAsStream("/fuzz/" + name + ".txt")) {
      String text =
          new String(
              Objects.requireNonNull(in, () -> "no corpus " + name).readAllBytes(),
              StandardCharsets.UTF_8);
      for (String line : text.lines().toList()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          inputs.add(HexFormat.of().parseHex(line.substring(line.lastIndexOf(' ') + 1)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return inputs;
  }
}
