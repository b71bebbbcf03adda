package io.jackdaw.cli.offline;

import io.jackdaw.cli.output.Failure;
import io.jackdaw.consensus.local.JournalDump;
import io.jackdaw.disk.LocalDisk;
import io.jackdaw.disk.StorageException;
import io.jackdaw.zookeeper.op.CommandDescription;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zkTxnLogToolkit.sh [-d] FILE}: the commands in a journal file of ours. */
@Command(name = "zk-txn-log", hidden = true)
public final class ZkTxnLogToolkit implements Callable<Integer> {
  @Option(
      names = {"-d", "--dump"},
      description = "the default")
  boolean dump;

  @Option(
      names = {"-v", "--verbose"},
      description = "the default")
  boolean verbose;

  @Option(
      names = {"-r", "--recover"},
      description = "not needed here: a torn end is cut by the next start")
  boolean recover;

  @Parameters(paramLabel = "journal_file")
  Path file = Path.of("");

  @Override
  public Integer call() {
    if (recover) {
      throw new Failure(
          "a journal is not recovered by hand",
          "Start the server: it cuts a torn end, and says what to do about any other damage.");
    }
    PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    try {
      return new JournalDump(new LocalDisk(), CommandDescription::of).dumpSegment(file, out)
          ? 0
          : 1;
    } catch (StorageException unreadable) {
      throw new Failure(String.valueOf(unreadable.getMessage()), "", unreadable);
    }
  }
}
