package io.jackdaw.cli;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Logback for a process that knows its configuration. As a service, SLF4J would look for logback in
 * all jars, and logback for its configuration once more: a tenth of a server's start.
 */
public final class LoggingProvider implements SLF4JServiceProvider {
  private static final String CHOICE = "slf4j.provider";
  private static final String VERBOSITY = "slf4j.internal.verbosity";
  private static final String API_VERSION = "2.0.99";

  private final LoggerContext context = new LoggerContext();
  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final LogbackMDCAdapter values = new LogbackMDCAdapter();

  /** Has effect until the first logger is made. */
  static void choose() {
    System.setProperty(CHOICE, LoggingProvider.class.getName());
    // Otherwise SLF4J tells of this choice on the standard error of every command.
    System.setProperty(VERBOSITY, "WARN");
  }

  @Override
  public void initialize() {
    context.setName("default");
    context.setMDCAdapter(values);
    new Logging().configure(context);
    context.start();
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return context;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return values;
  }

  @Override
  public String getRequestedApiVersion() {
    return API_VERSION;
  }
}
