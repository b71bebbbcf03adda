package io.jackdaw.zookeeper.op;

import io.jackdaw.net.MalformedFrameException;
import io.jackdaw.zookeeper.wire.ZnodePath;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** One line about a logged command, for people who look into a journal. */
public final class CommandDescription {
  private static final Operations OPERATIONS = new Operations(false);

  private CommandDescription() {}

  /** The operation, its path, session and time; or why the bytes are no command. */
  public static String of(ByteBuffer command) {
    try {
      return of(Command.read(command.duplicate(), OPERATIONS));
    } catch (MalformedFrameException noCommand) {
      return "not a command of the znode tree: " + noCommand.getMessage();
    }
  }

  private static String of(Command<?> command) {
    return "%s%s session=0x%x xid=%d time=%s"
        .formatted(
            command.operation().code().name().toLowerCase(Locale.ROOT),
            subject(command.request()),
            command.sessionId(),
            command.xid(),
            Instant.ofEpochMilli(command.timeMs()));
  }

  private static String subject(Object request) {
    return switch (request) {
      case Create.Request create -> " " + create.path();
      case Delete.Request delete -> " " + delete.path() + " version=" + delete.version();
      case SetData.Request set -> " " + set.path() + " version=" + set.version();
      case SetAcl.Request set -> " " + set.path() + " aversion=" + set.aversion();
      case Check.Request check -> " " + check.path() + " version=" + check.version();
      case String path when path.startsWith(ZnodePath.ROOT) -> " " + path;
      case Integer timeoutMs -> " timeoutMs=" + timeoutMs;
      case List<?> steps ->
          steps.stream()
              .map(step -> step instanceof Multi.Step<?> each ? step(each) : "")
              .collect(Collectors.joining(",", " [", "]"));
      default -> "";
    };
  }

  private static String step(Multi.Step<?> step) {
    return step.operation().code().name().toLowerCase(Locale.ROOT) + subject(step.request());
  }
}
