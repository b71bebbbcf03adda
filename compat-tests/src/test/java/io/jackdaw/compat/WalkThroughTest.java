package io.jackdaw.compat;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.compat.rig.Distribution;
import io.jackdaw.compat.rig.Places;
import io.jackdaw.compat.rig.Shell;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The article's walk-through, from an unpacked distribution in an empty folder. */
class WalkThroughTest {

  @Test
  @Timeout(value = 300, unit = TimeUnit.SECONDS)
  void walkThroughPrintsWhatItShould() throws Exception {
    List<String> script = script("walk-through.txt");
    Path root = Distribution.unpackInto(Places.freshFolder("walk-through"));

    List<String> played;
    try (Shell shell = new Shell(root)) {
      played = new WalkThrough(root, shell).play(script);
    }

    Path kept = Places.target().resolve("walk-through.txt");
    Files.write(kept, played);
    assertThat(String.join("\n", played)).isEqualTo(String.join("\n", script));
  }

  private static List<String> script(String name) throws Exception {
    try (InputStream in = WalkThroughTest.class.getResourceAsStream("/" + name)) {
      assertThat(in).as(name).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
