package io.jackdaw.cli.kafka;

import io.jackdaw.cli.output.Failure;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Which topics an argument means: a regular expression over the whole name, commas as alternatives.
 */
public final class TopicPattern {
  private static final Set<String> INTERNAL =
      Set.of("__consumer_offsets", "__transaction_state", "__share_group_state");

  private final Pattern pattern;

  private TopicPattern(Pattern pattern) {
    this.pattern = pattern;
  }

  public static TopicPattern of(String text) {
    String regex =
        text.strip().replace(',', '|').replace(" ", "").replaceAll("^[\"']+|[\"']+$", "");
    try {
      return new TopicPattern(Pattern.compile(regex));
    } catch (PatternSyntaxException e) {
      throw new Failure(regex + " is an invalid regex.", "", e);
    }
  }

  public boolean matches(String topic) {
    return pattern.matcher(topic).matches();
  }

  public static boolean internal(String topic) {
    return INTERNAL.contains(topic);
  }
}
