package io.jackdaw.cli.zk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jackdaw.cli.output.Failure;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubtreeTextTest {
  private static final List<SubtreeZnode> ZNODES =
      List.of(
          new SubtreeZnode("", null, false),
          new SubtreeZnode("/a", "two \"words\"\nand a line".getBytes(UTF_8), false),
          new SubtreeZnode("/a/b c", new byte[0], false),
          new SubtreeZnode("/binary", new byte[] {0, (byte) 0xff}, true));

  @Test
  void linesAreForPeople() {
    assertThat(SubtreeText.lines(ZNODES))
        .isEqualTo(
            """
            / null
            /a "two \\"words\\"\\nand a line"
            /a/b c ""
            /binary base64:AP8= (ephemeral)
            """);
  }

  @Test
  void bothFormsReadBackWhatTheyWrote() {
    assertSame(SubtreeText.read(SubtreeText.lines(ZNODES)));
    assertSame(SubtreeText.read(SubtreeText.json("/top", ZNODES)));
  }

  @Test
  void whatIsNotUnderstoodIsNamed() {
    assertThatThrownBy(() -> SubtreeText.read("nonsense"))
        .isInstanceOf(Failure.class)
        .hasMessage("not understood: nonsense");
  }

  @Test
  void differencesAreSortedByPath() {
    List<SubtreeZnode> other =
        List.of(
            new SubtreeZnode("", null, false),
            new SubtreeZnode("/a", "else".getBytes(UTF_8), false),
            new SubtreeZnode("/new", null, false),
            new SubtreeZnode("/binary", new byte[] {0, (byte) 0xff}, false));

    assertThat(Subtree.differences(ZNODES, other))
        .containsExactly(
            "~ /a \"two \\\"words\\\"\\nand a line\" -> \"else\"", "- /a/b c", "+ /new null");
  }

  private static void assertSame(List<SubtreeZnode> read) {
    assertThat(read).hasSameSizeAs(ZNODES);
    for (int i = 0; i < read.size(); i++) {
      SubtreeZnode expected = ZNODES.get(i);
      assertThat(read.get(i).path()).isEqualTo(expected.path());
      assertThat(read.get(i).hasSameData(expected)).isTrue();
      assertThat(read.get(i).ephemeral()).isEqualTo(expected.ephemeral());
    }
  }
}
