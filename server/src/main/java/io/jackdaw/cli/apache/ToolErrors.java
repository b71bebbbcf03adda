package io.jackdaw.cli.apache;

import io.jackdaw.cli.output.Failure;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Errors as Apache's tools report them: the message, for a wrong flag also the usage, and exit code
 * 1 in any case.
 */
public final class ToolErrors implements IExecutionExceptionHandler, IParameterExceptionHandler {
  private static final int FAILED = 1;

  @Override
  public int handleExecutionException(
      Exception exception, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    int code = report(command.getCommandName(), exception, err);
    if (exception instanceof UsageFailure) {
      command.usage(err);
    }
    err.flush();
    return code;
  }

  /** Says what has failed, and returns the exit code. */
  public static int report(String tool, Exception exception, PrintWriter err) {
    String message = exception.getMessage();
    err.println("Error while executing " + tool + " : " + (message == null ? exception : message));
    if (exception instanceof Failure failure && !failure.hint().isEmpty()) {
      err.println(failure.hint());
    }
    err.flush();
    return FAILED;
  }

  @Override
  public int handleParseException(ParameterException exception, String[] args) {
    PrintWriter err = exception.getCommandLine().getErr();
    if (exception instanceof UnmatchedArgumentException unmatched) {
      err.println(unmatched.getUnmatched().getFirst() + " is not a recognized option");
    } else {
      err.println(exception.getMessage());
    }
    exception.getCommandLine().usage(err);
    err.flush();
    return FAILED;
  }

  /** A combination of flags that makes no sense; the usage is shown after the message. */
  static final class UsageFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageFailure(String message) {
      super(message);
    }
  }
}
