package io.jackdaw.cli.output;

/** What a command writes to standard output: text for people, or JSON for programs. */
public enum OutputFormat {
  /** Aligned columns. */
  text,
  /** One JSON value. */
  json
}
