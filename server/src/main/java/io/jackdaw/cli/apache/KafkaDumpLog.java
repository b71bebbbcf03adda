package io.jackdaw.cli.apache;

import io.jackdaw.cli.apache.ToolErrors.UsageFailure;
import io.jackdaw.cli.decode.CoordinatorRecords;
import io.jackdaw.cli.decode.CoordinatorText;
import io.jackdaw.cli.decode.PlainText;
import io.jackdaw.cli.decode.PlainText.Decoding;
import io.jackdaw.disk.LocalDisk;
import io.jackdaw.log.dump.DumpOptions;
import io.jackdaw.log.dump.FilesDump;
import io.jackdaw.log.dump.RecordText;
import java.io.BufferedOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kafka-dump-log.sh}: prints what the broker's files hold. */
@Command(
    name = "kafka-dump-log",
    hidden = true,
    mixinStandardHelpOptions = true,
    description =
        "Print the batches, records and index entries in the broker's files; works beside a running"
            + " server.")
public final class KafkaDumpLog implements Callable<Integer> {
  private static final String STRING_DECODER = "org.apache.kafka.tools.api.StringDecoder";

  @Option(
      names = "--files",
      paramLabel = "file1,file2,...",
      description = "REQUIRED: .log, .index, .timeindex, .txnindex and .snapshot files.")
  @Nullable String files;

  @Option(
      names = "--print-data-log",
      description = "Print keys and payloads too; so does any decoder.")
  boolean printDataLog;

  @Option(names = "--deep-iteration", description = "Print a line for each record too.")
  boolean deepIteration;

  @Option(
      names = "--verify-index-only",
      description = "Compare indexes with the batches, and print only what is wrong.")
  boolean verifyIndexOnly;

  @Option(
      names = "--index-sanity-check",
      description = "Check only whether a start would use an index or build it anew.")
  boolean indexSanityCheck;

  @Option(
      names = "--max-message-size",
      paramLabel = "size",
      description = "Bytes of the largest batch (default: ${DEFAULT-VALUE}).")
  int maxMessageSize = 5 * 1024 * 1024;

  @Option(
      names = "--max-bytes",
      paramLabel = "size",
      description = "How much of each .log file is read (default: all).")
  int maxBytes = Integer.MAX_VALUE;

  @Option(
      names = "--skip-record-metadata",
      description = "Print only keys and payloads of records, and nothing of control records.")
  boolean skipRecordMetadata;

  @Option(
      names = "--key-decoder-class",
      paramLabel = "class",
      arity = "0..1",
      fallbackValue = STRING_DECODER,
      description =
          "Kafka's own StringDecoder (the default), IntegerDecoder, LongDecoder or DefaultDecoder"
              + " (hexadecimal digits) for keys; classes of one's own are not loaded.")
  @Nullable String keyDecoder;

  @Option(
      names = "--value-decoder-class",
      paramLabel = "class",
      arity = "0..1",
      fallbackValue = STRING_DECODER,
      description = "The same for payloads.")
  @Nullable String valueDecoder;

  @Option(names = "--offsets-decoder", description = "Read records as __consumer_offsets has them.")
  boolean offsets;

  @Option(
      names = "--transaction-log-decoder",
      description = "Read records as __transaction_state has them.")
  boolean transactions;

  @Option(
      names = "--share-group-state-decoder",
      description = "Read records as __share_group_state has them.")
  boolean shares;

  @Option(
      names = "--cluster-metadata-decoder",
      description = "Not available: there is no KRaft log here.")
  boolean clusterMetadata;

  @Option(
      names = "--remote-log-metadata-decoder",
      description = "Not available: there is no tiered storage here.")
  boolean remoteMetadata;

  @Override
  public Integer call() {
    if (files == null) {
      throw new UsageFailure("Missing required argument \"[files]\"");
    }
    PrintWriter out =
        new PrintWriter(new BufferedOutputStream(System.out), false, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    new FilesDump(new LocalDisk(), options(), contents(), out, err)
        .print(Arrays.stream(files.split(",")).map(Path::of).toList());
    return 0;
  }

  private DumpOptions options() {
    boolean contents =
        printDataLog
            || offsets
            || transactions
            || shares
            || keyDecoder != null
            || valueDecoder != null;
    return new DumpOptions(
        deepIteration || contents,
        contents,
        !skipRecordMetadata,
        verifyIndexOnly,
        indexSanityCheck,
        maxMessageSize,
        maxBytes);
  }

  private RecordText contents() {
    if (clusterMetadata || remoteMetadata) {
      throw new UsageFailure(
          (clusterMetadata ? "--cluster-metadata-decoder" : "--remote-log-metadata-decoder")
              + " is not available: Jackdaw writes no such records. Apache's own tool reads those"
              + " of Apache's servers.");
    }
    if (offsets) {
      return new CoordinatorText(CoordinatorRecords.ofGroups());
    } else if (transactions) {
      return new CoordinatorText(CoordinatorRecords.ofTransactions());
    } else if (shares) {
      return new CoordinatorText(CoordinatorRecords.ofShares());
    }
    return new PlainText(decoding(keyDecoder), decoding(valueDecoder));
  }

  private static Decoding decoding(@Nullable String className) {
    Decoding decoding = Decoding.named(className == null ? STRING_DECODER : className);
    if (decoding == null) {
      throw new UsageFailure(
          className
              + " is not available: classes of one's own are not loaded. There are StringDecoder,"
              + " IntegerDecoder, LongDecoder and DefaultDecoder of org.apache.kafka.tools.api.");
    }
    return decoding;
  }
}
