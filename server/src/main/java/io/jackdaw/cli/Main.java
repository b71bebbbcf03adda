package io.jackdaw.cli;

import io.jackdaw.cli.apache.KafkaAcls;
import io.jackdaw.cli.apache.KafkaBrokerApiVersions;
import io.jackdaw.cli.apache.KafkaClientMetrics;
import io.jackdaw.cli.apache.KafkaConfigs;
import io.jackdaw.cli.apache.KafkaConsoleConsumer;
import io.jackdaw.cli.apache.KafkaConsoleProducer;
import io.jackdaw.cli.apache.KafkaConsumerGroups;
import io.jackdaw.cli.apache.KafkaConsumerPerfTest;
import io.jackdaw.cli.apache.KafkaDeleteRecords;
import io.jackdaw.cli.apache.KafkaDumpLog;
import io.jackdaw.cli.apache.KafkaFeatures;
import io.jackdaw.cli.apache.KafkaGetOffsets;
import io.jackdaw.cli.apache.KafkaGroups;
import io.jackdaw.cli.apache.KafkaLeaderElection;
import io.jackdaw.cli.apache.KafkaLogDirs;
import io.jackdaw.cli.apache.KafkaProducerPerfTest;
import io.jackdaw.cli.apache.KafkaReassignPartitions;
import io.jackdaw.cli.apache.KafkaShareGroups;
import io.jackdaw.cli.apache.KafkaStorage;
import io.jackdaw.cli.apache.KafkaTopics;
import io.jackdaw.cli.apache.KafkaTransactions;
import io.jackdaw.cli.apache.ToolErrors;
import io.jackdaw.cli.kafka.ConfigsCommand;
import io.jackdaw.cli.kafka.ConsumeCommand;
import io.jackdaw.cli.kafka.GroupsCommand;
import io.jackdaw.cli.kafka.ProduceCommand;
import io.jackdaw.cli.kafka.QuotasCommand;
import io.jackdaw.cli.kafka.TopicsCommand;
import io.jackdaw.cli.kafka.TransactionsCommand;
import io.jackdaw.cli.offline.SnapshotCommand;
import io.jackdaw.cli.offline.ZkSnapshotComparer;
import io.jackdaw.cli.offline.ZkSnapshotSummary;
import io.jackdaw.cli.offline.ZkSnapshotToolkit;
import io.jackdaw.cli.offline.ZkTxnLogToolkit;
import io.jackdaw.cli.zk.ZkCli;
import io.jackdaw.cli.zk.ZkCommand;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;

/**
 * The command {@code jackdaw}, and behind hidden names the tools that the scripts in {@code bin/}
 * delegate to. Only the command that is asked for is built: that keeps short commands short.
 */
public final class Main {
  private static final String COMPLETION = "generate-completion";

  /** In the order of the help. */
  private static final List<String> COMMANDS =
      List.of(
          "start",
          "stop",
          "status",
          "topics",
          "produce",
          "consume",
          "groups",
          "transactions",
          "configs",
          "quotas",
          "zk",
          "journal",
          "zookeeper",
          "log",
          "snapshot",
          COMPLETION);

  private Main() {}

  /** Ends the process with the exit code of the command: 0 done, 1 failed, 2 not understood. */
  public static void main(String[] args) {
    Logging.commands();
    System.exit(run(args));
  }

  /** Runs a command in this process and returns its exit code. */
  public static int run(String... args) {
    String first = args.length == 0 ? "" : args[0];
    Callable<Integer> usual = UsualStart.read(Arrays.asList(args));
    if (usual != null) {
      return call(first, usual);
    }
    Object tool = tool(first);
    return tool == null
        ? jackdaw(first).execute(args)
        : commandLine(tool).execute(Arrays.copyOfRange(args, 1, args.length));
  }

  /** Without picocli, but with its handlers' words if it fails. */
  private static int call(String name, Callable<Integer> command) {
    try {
      return command.call();
    } catch (Exception failure) {
      PrintWriter err = new PrintWriter(System.err, true, System.err.charset());
      return name.equals("start")
          ? errors().report(failure, err)
          : ToolErrors.report(name, failure, err);
    }
  }

  private static ErrorReport errors() {
    return new ErrorReport(System.getenv("JACKDAW_DEBUG") != null);
  }

  /**
   * @param asked the command that was asked for; any other word stands for all of them
   */
  static CommandLine jackdaw(String asked) {
    CommandLine root = new CommandLine(new JackdawCommand());
    boolean all = !COMMANDS.contains(asked) || asked.equals(COMPLETION);
    for (String name : COMMANDS) {
      if (all || name.equals(asked)) {
        root.addSubcommand(name, command(name));
      }
    }
    ErrorReport errors = errors();
    root.setExecutionExceptionHandler(errors);
    root.setParameterExceptionHandler(errors);
    root.setCaseInsensitiveEnumValuesAllowed(true);
    CommandLine shell = root.getSubcommands().get("zk");
    if (shell != null) {
      shell.setStopAtPositional(true);
    }
    return root;
  }

  static CommandLine commandLine(Object tool) {
    ToolErrors errors = new ToolErrors();
    boolean shell = tool instanceof ZkCli;
    return new CommandLine(tool)
        .setExecutionExceptionHandler(errors)
        .setParameterExceptionHandler(errors)
        .setAbbreviatedOptionsAllowed(!shell)
        .setPosixClusteredShortOptionsAllowed(false)
        .setStopAtPositional(shell)
        .setUnmatchedArgumentsAllowed(shell);
  }

  private static Object command(String name) {
    return switch (name) {
      case "start" -> new StartCommand();
      case "stop" -> new StopCommand();
      case "status" -> new StatusCommand();
      case "topics" -> new TopicsCommand();
      case "produce" -> new ProduceCommand();
      case "consume" -> new ConsumeCommand();
      case "groups" -> new GroupsCommand();
      case "transactions" -> new TransactionsCommand();
      case "configs" -> new ConfigsCommand();
      case "quotas" -> new QuotasCommand();
      case "zk" -> new ZkCommand();
      case "journal" -> new JournalCommand();
      case "zookeeper" -> new ZooKeeperCommand();
      case "log" -> new LogCommand();
      case "snapshot" -> new SnapshotCommand();
      case COMPLETION -> new AutoComplete.GenerateCompletion();
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static @Nullable Object tool(String name) {
    return switch (name) {
      case "kafka-topics" -> new KafkaTopics();
      case "kafka-console-producer" -> new KafkaConsoleProducer();
      case "kafka-console-consumer" -> new KafkaConsoleConsumer();
      case "kafka-consumer-groups" -> new KafkaConsumerGroups();
      case "kafka-share-groups" -> new KafkaShareGroups();
      case "kafka-groups" -> new KafkaGroups();
      case "kafka-configs" -> new KafkaConfigs();
      case "kafka-transactions" -> new KafkaTransactions();
      case "kafka-get-offsets" -> new KafkaGetOffsets();
      case "kafka-delete-records" -> new KafkaDeleteRecords();
      case "kafka-log-dirs" -> new KafkaLogDirs();
      case "kafka-dump-log" -> new KafkaDumpLog();
      case "kafka-broker-api-versions" -> new KafkaBrokerApiVersions();
      case "kafka-client-metrics" -> new KafkaClientMetrics();
      case "kafka-leader-election" -> new KafkaLeaderElection();
      case "kafka-reassign-partitions" -> new KafkaReassignPartitions();
      case "kafka-producer-perf-test" -> new KafkaProducerPerfTest();
      case "kafka-consumer-perf-test" -> new KafkaConsumerPerfTest();
      case "kafka-storage" -> new KafkaStorage();
      case "kafka-features" -> new KafkaFeatures();
      case "kafka-acls" -> new KafkaAcls();
      case "kafka-server-start" -> new KafkaServerStart();
      case "kafka-server-stop" -> new KafkaServerStop();
      case "zk-server" -> new ZkServer();
      case "zk-cli" -> new ZkCli();
      case "zk-cleanup" -> new ZkCleanup();
      case "zk-initialize" -> new ZkInitialize();
      case "zk-txn-log" -> new ZkTxnLogToolkit();
      case "zk-snapshot" -> new ZkSnapshotToolkit();
      case "zk-snapshot-compare" -> new ZkSnapshotComparer();
      case "zk-snapshot-summary" -> new ZkSnapshotSummary();
      case "train" -> new Training();
      case "train-server" -> new ServerTraining();
      default -> null;
    };
  }
}
