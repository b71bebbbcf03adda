package io.jackdaw.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void alignsTextToTheLeftAndNumbersToTheRight() {
    Table table =
        Table.of("TOPIC", "PARTITION", "LOG-END-OFFSET").row("orders", 0, 1234L).row("a", 11, null);

    assertThat(table.lines())
        .containsExactly(
            "TOPIC   PARTITION  LOG-END-OFFSET", //
            "orders          0            1234",
            "a              11               -");
  }

  @Test
  void keepsTypesAndAbsenceInJson() {
    Table table = Table.of("TOPIC", "LOG-END-OFFSET").row("orders", 7L).row("a", null);

    assertThat(json(table).replaceAll("\\s", ""))
        .isEqualTo(
            "[{\"topic\":\"orders\",\"logEndOffset\":7},{\"topic\":\"a\",\"logEndOffset\":null}]");
  }

  @Test
  void refusesARowThatDoesNotFit() {
    assertThatThrownBy(() -> Table.of("A", "B").row("only one"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String json(Table table) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    table.print(new PrintStream(bytes, true, StandardCharsets.UTF_8), OutputFormat.json);
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
