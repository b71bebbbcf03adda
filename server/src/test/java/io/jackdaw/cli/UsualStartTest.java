package io.jackdaw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

class UsualStartTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--data /var/lib/jackdaw",
        "--data /d --kafka-port 0 --zookeeper-port 7001",
        "--host 10.0.0.7 --override a=b --override c=d=e --override a=f --override g=",
      })
  void aUsualLineIsReadAsPicocliReadsIt(String line) {
    List<String> words = line.isEmpty() ? List.of() : List.of(line.split(" "));
    StartCommand slow = new StartCommand();
    new CommandLine(slow).parseArgs(words.toArray(String[]::new));

    StartCommand usual = Objects.requireNonNull(UsualStart.read(words));

    assertThat(usual.settings()).isEqualTo(slow.settings());
    assertThat(usual.daemon).isFalse();
  }

  @Test
  void everyOptionWithAValueIsUsual() {
    for (OptionSpec option : CommandSpec.forAnnotatedObject(new StartCommand()).options()) {
      for (String name : option.names()) {
        String value =
            option.isMultiValue() ? "a=b" : option.type() == Integer.class ? "7" : "somewhere";
        assertThat(UsualStart.read(List.of(name, value)) != null)
            .as(name)
            .isEqualTo(option.arity().max() > 0);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "-d",
        "--data",
        "--data=/d",
        "--data /d extra",
        "--data /d --data /e",
        "--data -d",
        "--data @file",
        "--data 'a",
        "--kafka-port many",
        "--kafka-port 1 --kafka-port 2",
        "--override a",
        "--override =b",
        "--overide a=b",
        "@file",
      })
  void anythingElseIsLeftToPicocli(String line) {
    assertThat(UsualStart.read(List.of(line.split(" ")))).isNull();
  }
}
