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
        "--data=/d=e --kafka-port=0 --override=a=b --override=c=d=e",
      })
  void aUsualLineIsReadAsPicocliReadsIt(String line) {
    List<String> words = line.isEmpty() ? List.of() : List.of(line.split(" "));
    StartCommand slow = new StartCommand();
    new CommandLine(slow).parseArgs(words.toArray(String[]::new));

    StartCommand usual = Objects.requireNonNull(UsualStart.start(words));

    assertThat(usual.settings()).isEqualTo(slow.settings());
    assertThat(usual.daemon).isFalse();
  }

  @Test
  void everyOptionWithAValueIsUsual() {
    for (OptionSpec option : CommandSpec.forAnnotatedObject(new StartCommand()).options()) {
      for (String name : option.names()) {
        String value =
            option.isMultiValue() ? "a=b" : option.type() == Integer.class ? "7" : "somewhere";
        assertThat(UsualStart.start(List.of(name, value)) != null)
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
        "--data=",
        "-c=/d",
        "--data=/d --data /e",
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
    assertThat(UsualStart.start(List.of(line.split(" ")))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"start", "start-foreground /etc/zoo.cfg", "status zoo.cfg", "sing"})
  void aUsualLineOfZkServerIsReadAsPicocliReadsIt(String line) {
    ZkServer slow = new ZkServer();
    Main.commandLine(slow).parseArgs(line.split(" "));

    ZkServer usual = Objects.requireNonNull(UsualStart.zooKeeper(List.of(line.split(" "))));

    assertThat(usual.action).isEqualTo(slow.action);
    assertThat(usual.file).isEqualTo(slow.file);
    assertThat(usual.configDirectory).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--config /etc start", "--help", "start a b", "start --config"})
  void anyOtherOfZkServerIsLeftToPicocli(String line) {
    assertThat(UsualStart.zooKeeper(List.of(line.split(" ")))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"server.properties", "/s --override a=b --override=c=d=e --override a=f"})
  void aUsualLineOfKafkaServerStartIsReadAsPicocliReadsIt(String line) {
    KafkaServerStart slow = new KafkaServerStart();
    Main.commandLine(slow).parseArgs(line.split(" "));

    KafkaServerStart usual = Objects.requireNonNull(UsualStart.kafka(List.of(line.split(" "))));

    assertThat(usual.file).isEqualTo(slow.file);
    assertThat(usual.overrides).isEqualTo(slow.overrides);
    assertThat(usual.daemon).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-daemon s", "--help", "s --override a", "s --override", "s t", "s -name a"})
  void anyOtherOfKafkaServerStartIsLeftToPicocli(String line) {
    assertThat(UsualStart.kafka(List.of(line.split(" ")))).isNull();
  }

  @Test
  void onlyServersHaveUsualLines() {
    assertThat(UsualStart.read(List.of("topics", "list"))).isNull();
    assertThat(UsualStart.read(List.of())).isNull();
    assertThat(UsualStart.read(List.of("start"))).isInstanceOf(StartCommand.class);
  }
}
