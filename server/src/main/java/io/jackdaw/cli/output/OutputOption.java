package io.jackdaw.cli.output;

import picocli.CommandLine.Option;

/** The option {@code --output text|json}, mixed into every command that shows data. */
public final class OutputOption {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text (the default) or json.")
  OutputFormat format = OutputFormat.text;

  public boolean json() {
    return format == OutputFormat.json;
  }

  public OutputFormat format() {
    return format;
  }
}
