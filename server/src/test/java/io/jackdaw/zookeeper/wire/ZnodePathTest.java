package io.jackdaw.zookeeper.wire;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.zookeeper.common.PathUtils;
import org.junit.jupiter.api.Test;

class ZnodePathTest {
  @Property(tries = 5000)
  void agreesWithApacheOnWhichPathsAreValid(@ForAll("paths") String path) {
    assertThat(ZnodePath.isValid(path)).as(path).isEqualTo(apacheAccepts(path));
  }

  @Provide
  Arbitrary<String> paths() {
    return Arbitraries.of(
            "/", "/", ".", "a", "zo", "\0", "\u001f", "\u007f", "\ud801", "\ufff0", "é")
        .list()
        .ofMaxSize(7)
        .map(parts -> String.join("", parts));
  }

  private static boolean apacheAccepts(String path) {
    try {
      PathUtils.validatePath(path);
      return true;
    } catch (IllegalArgumentException refused) {
      return false;
    }
  }

  @Test
  void takesPathsApart() {
    assertThat(ZnodePath.parentOf("/a/b")).isEqualTo("/a");
    assertThat(ZnodePath.parentOf("/a")).isEqualTo("/");
    assertThat(ZnodePath.parentOf("/")).isEqualTo("/");
    assertThat(ZnodePath.nameOf("/a/b")).isEqualTo("b");
  }
}
