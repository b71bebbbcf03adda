package io.jackdaw.suite;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Writes one line for each test to the file named by {@code jackdaw.suite.verdicts}: {@code PASS},
 * {@code FAIL} or {@code SKIP}, or {@code LOCAL} for a pass that never spoke to the server; then
 * its class and name, milliseconds, and why it failed. A test with several parameters has several
 * lines.
 */
public final class Verdicts implements TestExecutionListener {
  private int passedBefore;
  private long begunNs;

  @Override
  public void executionStarted(TestIdentifier test) {
    if (test.isTest()) {
      passedBefore = Doorway.passed();
      begunNs = System.nanoTime();
    }
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    write("SKIP", test, reason);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    boolean passed = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
    if (test.isTest()) {
      boolean local = passed && Doorway.passed() == passedBefore;
      String why = result.getThrowable().map(Verdicts::firstLine).orElse("");
      write(local ? "LOCAL" : passed ? "PASS" : "FAIL", test, why);
    } else if (!passed) {
      // A class that could not be set up: none of its tests ran.
      write("FAIL", test, result.getThrowable().map(Verdicts::firstLine).orElse(""));
    }
  }

  private static String firstLine(Throwable failure) {
    return failure.toString().lines().findFirst().orElse("");
  }

  private void write(String verdict, TestIdentifier test, String why) {
    String file = System.getProperty("jackdaw.suite.verdicts");
    if (file == null) {
      return;
    }
    long tookMs = (System.nanoTime() - begunNs) / 1_000_000;
    try (PrintWriter out =
        new PrintWriter(
            Files.newBufferedWriter(
                Path.of(file),
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND))) {
      out.println(verdict + " " + name(test) + " " + tookMs + " " + why);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(TestIdentifier test) {
    return test.getSource()
        .map(
            source -> {
              if (source instanceof MethodSource) {
                MethodSource method = (MethodSource) source;
                return method.getClassName() + "." + method.getMethodName();
              }
              return source instanceof ClassSource
                  ? ((ClassSource) source).getClassName() + ".*"
                  : test.getDisplayName();
            })
        .orElse(test.getDisplayName());
  }
}
