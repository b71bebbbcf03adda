package io.jackdaw.cli.kafka;

import io.jackdaw.cli.output.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Records from lines of text: {@code [headers TAB] [key TAB] value}. Which parts a line has and
 * what separates them is set by the properties that Kafka's console producer knows: {@code
 * parse.key}, {@code key.separator}, {@code parse.headers}, {@code headers.delimiter}, {@code
 * headers.separator}, {@code headers.key.separator}, {@code ignore.error}, {@code null.marker}. One
 * thread. Source: kafka-console-producer's help.
 */
public final class RecordLines implements Iterator<ProducerRecord<byte[], byte[]>> {
  private final BufferedReader reader;
  private final @Nullable PrintStream prompt;
  private final String topic;
  private final boolean parseKey;
  private final boolean parseHeaders;
  private final boolean ignoreError;
  private final String keySeparator;
  private final String headersDelimiter;
  private final Pattern headersSeparator;
  private final String headersKeySeparator;
  private final @Nullable String nullMarker;
  private int lineNumber;
  private @Nullable String line;

  /**
   * @param prompt where to print {@code >} before each line; null if nobody is typing
   */
  public RecordLines(
      InputStream in, @Nullable PrintStream prompt, String topic, Map<String, String> properties) {
    this.reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    this.prompt = prompt;
    this.topic = topic;
    this.parseKey = flag(properties, "parse.key");
    this.parseHeaders = flag(properties, "parse.headers");
    this.ignoreError = flag(properties, "ignore.error");
    this.keySeparator = properties.getOrDefault("key.separator", "\t");
    this.headersDelimiter = properties.getOrDefault("headers.delimiter", "\t");
    String separator = properties.getOrDefault("headers.separator", ",");
    this.headersSeparator = Pattern.compile(separator);
    this.headersKeySeparator = properties.getOrDefault("headers.key.separator", ":");
    this.nullMarker = properties.get("null.marker");
    differ("headers.delimiter", headersDelimiter, "headers.separator", separator);
    differ("headers.delimiter", headersDelimiter, "headers.key.separator", headersKeySeparator);
    differ("headers.separator", separator, "headers.key.separator", headersKeySeparator);
    for (String other : List.of(keySeparator, headersDelimiter, separator, headersKeySeparator)) {
      differ("null.marker", other, "a separator", nullMarker);
    }
  }

  @Override
  public boolean hasNext() {
    if (line == null) {
      if (prompt != null) {
        prompt.print(">");
        prompt.flush();
      }
      try {
        line = reader.readLine();
      } catch (IOException e) {
        throw new Failure("cannot read the input: " + e.getMessage(), "", e);
      }
      lineNumber++;
    }
    return line != null;
  }

  @Override
  public ProducerRecord<byte[], byte[]> next() {
    if (!hasNext() || line == null) {
      throw new NoSuchElementException();
    }
    String rest = line;
    line = null;
    String headers = parseHeaders ? before(rest, headersDelimiter, "headers delimiter") : null;
    rest = headers == null ? rest : rest.substring(headers.length() + headersDelimiter.length());
    String key = parseKey ? before(rest, keySeparator, "key separator") : null;
    rest = key == null ? rest : rest.substring(key.length() + keySeparator.length());
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, bytes(key), bytes(rest));
    if (headers != null && !headers.equals(nullMarker)) {
      addHeaders(record, headers);
    }
    return record;
  }

  private void addHeaders(ProducerRecord<byte[], byte[]> record, String headers) {
    for (String pair : headersSeparator.split(headers)) {
      int at = pair.indexOf(headersKeySeparator);
      if (at >= 0) {
        record
            .headers()
            .add(pair.substring(0, at), bytes(pair.substring(at + headersKeySeparator.length())));
      } else if (ignoreError) {
        record.headers().add(pair, null);
      } else {
        throw malformed(
            "No header key separator found in pair '" + pair + "' on line number " + lineNumber);
      }
    }
  }

  private @Nullable String before(String text, String separator, String name) {
    int at = text.indexOf(separator);
    if (at >= 0) {
      return text.substring(0, at);
    }
    if (ignoreError) {
      return null;
    }
    throw malformed("No " + name + " found on line number " + lineNumber + ": '" + text + "'");
  }

  private byte @Nullable [] bytes(@Nullable String text) {
    return text == null || text.equals(nullMarker) ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  private static Failure malformed(String message) {
    return new Failure(message, "Set ignore.error=true to send such lines as they are.");
  }

  private static boolean flag(Map<String, String> properties, String name) {
    return "true".equalsIgnoreCase(properties.getOrDefault(name, "false").strip());
  }

  private static void differ(
      String name, @Nullable String value, String otherName, @Nullable String other) {
    if (value != null && value.equals(other)) {
      throw new Failure(name + " and " + otherName + " may not be equal", "");
    }
  }
}
