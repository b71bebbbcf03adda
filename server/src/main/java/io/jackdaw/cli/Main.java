package io.jackdaw.cli;

import io.jackdaw.cli.apache.KafkaConfigs;
import io.jackdaw.cli.apache.KafkaConsoleConsumer;
import io.jackdaw.cli.apache.KafkaConsoleProducer;
import io.jackdaw.cli.apache.KafkaConsumerGroups;
import io.jackdaw.cli.apache.KafkaDeleteRecords;
import io.jackdaw.cli.apache.KafkaGetOffsets;
import io.jackdaw.cli.apache.KafkaLogDirs;
import io.jackdaw.cli.apache.KafkaTopics;
import io.jackdaw.cli.apache.ToolErrors;
import io.jackdaw.cli.kafka.ConfigsCommand;
import io.jackdaw.cli.kafka.ConsumeCommand;
import io.jackdaw.cli.kafka.GroupsCommand;
import io.jackdaw.cli.kafka.ProduceCommand;
import io.jackdaw.cli.kafka.TopicsCommand;
import io.jackdaw.cli.zk.ZkCli;
import io.jackdaw.cli.zk.ZkCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;

/**
 * The command {@code jackdaw}, and behind hidden names the tools that the scripts in {@code bin/}
 * delegate to. Only the command that is asked for is built: that keeps short commands short.
 */
public final class Main {
  private static final Map<String, Supplier<Object>> COMMANDS = new LinkedHashMap<>();
  private static final Map<String, Supplier<Object>> TOOLS =
      Map.ofEntries(
          Map.entry("kafka-topics", KafkaTopics::new),
          Map.entry("kafka-console-producer", KafkaConsoleProducer::new),
          Map.entry("kafka-console-consumer", KafkaConsoleConsumer::new),
          Map.entry("kafka-consumer-groups", KafkaConsumerGroups::new),
          Map.entry("kafka-configs", KafkaConfigs::new),
          Map.entry("kafka-get-offsets", KafkaGetOffsets::new),
          Map.entry("kafka-delete-records", KafkaDeleteRecords::new),
          Map.entry("kafka-log-dirs", KafkaLogDirs::new),
          Map.entry("kafka-server-start", KafkaServerStart::new),
          Map.entry("kafka-server-stop", KafkaServerStop::new),
          Map.entry("train", Training::new),
          Map.entry("zk-server", ZkServer::new),
          Map.entry("zk-cli", ZkCli::new));

  static {
    COMMANDS.put("start", StartCommand::new);
    COMMANDS.put("stop", StopCommand::new);
    COMMANDS.put("status", StatusCommand::new);
    COMMANDS.put("topics", TopicsCommand::new);
    COMMANDS.put("produce", ProduceCommand::new);
    COMMANDS.put("consume", ConsumeCommand::new);
    COMMANDS.put("groups", GroupsCommand::new);
    COMMANDS.put("configs", ConfigsCommand::new);
    COMMANDS.put("zk", ZkCommand::new);
    COMMANDS.put("generate-completion", AutoComplete.GenerateCompletion::new);
  }

  private Main() {}

  /** Ends the process with the exit code of the command: 0 done, 1 failed, 2 not understood. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs a command in this process and returns its exit code. */
  public static int run(String... args) {
    String first = args.length == 0 ? "" : args[0];
    Supplier<Object> tool = TOOLS.get(first);
    if (tool == null) {
      return jackdaw(first).execute(args);
    }
    String[] rest = new String[args.length - 1];
    System.arraycopy(args, 1, rest, 0, rest.length);
    return tool(tool.get()).execute(rest);
  }

  static CommandLine jackdaw(String only) {
    CommandLine root = new CommandLine(new JackdawCommand());
    COMMANDS.forEach(
        (name, command) -> {
          if (!COMMANDS.containsKey(only)
              || name.equals(only)
              || only.equals("generate-completion")) {
            root.addSubcommand(name, command.get());
          }
        });
    ErrorReport errors = new ErrorReport(System.getenv("JACKDAW_DEBUG") != null);
    root.setExecutionExceptionHandler(errors);
    root.setParameterExceptionHandler(errors);
    root.setCaseInsensitiveEnumValuesAllowed(true);
    CommandLine shell = root.getSubcommands().get("zk");
    if (shell != null) {
      shell.setStopAtPositional(true);
    }
    return root;
  }

  static CommandLine tool(Object command) {
    ToolErrors errors = new ToolErrors();
    boolean shell = command instanceof ZkCli;
    return new CommandLine(command)
        .setExecutionExceptionHandler(errors)
        .setParameterExceptionHandler(errors)
        .setAbbreviatedOptionsAllowed(!shell)
        .setPosixClusteredShortOptionsAllowed(false)
        .setStopAtPositional(shell)
        .setUnmatchedArgumentsAllowed(shell);
  }
}
