package io.jackdaw.cli;

import io.jackdaw.node.Jackdaw;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code jackdaw} itself: shows what there is. */
@Command(
    name = "jackdaw",
    mixinStandardHelpOptions = true,
    versionProvider = JackdawCommand.Version.class,
    scope = picocli.CommandLine.ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    description = "One process that speaks ZooKeeper's and Kafka's protocols.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed; standard error says why",
      "2:the command line was not understood"
    },
    footer = {
      "",
      "Begin with `jackdaw start`; `jackdaw COMMAND --help` says more about a command."
    })
final class JackdawCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    if (spec != null) {
      spec.commandLine().usage(System.out);
    }
    return 2;
  }

  /** What {@code --version} prints. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {
        "jackdaw " + Jackdaw.VERSION,
        "Java " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")"
      };
    }
  }
}
