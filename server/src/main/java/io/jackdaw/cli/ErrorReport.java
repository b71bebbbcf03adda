package io.jackdaw.cli;

import io.jackdaw.cli.output.Failure;
import java.io.PrintWriter;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.zookeeper.KeeperException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Turns exceptions of commands into a line or two on standard error and an exit code; stack traces
 * only with {@code JACKDAW_DEBUG}.
 */
final class ErrorReport implements IExecutionExceptionHandler, IParameterExceptionHandler {
  private static final int FAILED = 1;

  private final boolean stackTraces;

  ErrorReport(boolean stackTraces) {
    this.stackTraces = stackTraces;
  }

  @Override
  public int handleExecutionException(
      Exception exception, CommandLine command, ParseResult parsed) {
    return report(exception, command.getErr());
  }

  /** Says what has failed, and returns the exit code. */
  int report(Exception exception, PrintWriter err) {
    Failure failure = failure(exception);
    err.println("error: " + failure.getMessage());
    if (!failure.hint().isEmpty()) {
      err.println("  " + failure.hint());
    }
    if (stackTraces) {
      exception.printStackTrace(err);
    }
    err.flush();
    return FAILED;
  }

  @Override
  public int handleParseException(ParameterException exception, String[] args) {
    CommandLine command = exception.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("error: " + exception.getMessage());
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(exception, err)) {
      err.println("  usage: " + command.getHelp().synopsis(0).strip());
    }
    err.println("  try: " + command.getCommandSpec().qualifiedName() + " --help");
    err.flush();
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static Failure failure(Throwable exception) {
    return switch (exception) {
      case Failure failure -> failure;
      case TimeoutException timeout ->
          new Failure(
              String.valueOf(timeout.getMessage()),
              "Is the broker running and reachable? See `jackdaw status`, or name another with"
                  + " --bootstrap-server.",
              timeout);
      case UnsupportedVersionException unsupported ->
          new Failure(
              String.valueOf(unsupported.getMessage()),
              "This server does not offer that operation.",
              unsupported);
      case KeeperException.ConnectionLossException lost ->
          new Failure(
              "no connection to the coordination service",
              "Is it running? See `jackdaw status`, or name another with --server HOST:PORT.",
              lost);
      default -> {
        String message = exception.getMessage();
        yield new Failure(message == null ? exception.toString() : message, "", exception);
      }
    };
  }
}
