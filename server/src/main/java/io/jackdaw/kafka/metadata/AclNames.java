package io.jackdaw.kafka.metadata;

import java.util.List;
import java.util.Locale;

/** How Kafka writes types and operations in znodes: {@code TransactionalId}, {@code Read}. */
final class AclNames {
  private AclNames() {}

  static String text(Enum<?> value) {
    StringBuilder text = new StringBuilder();
    for (String word : value.name().split("_")) {
      text.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return text.toString();
  }

  /**
   * The value that is written so.
   *
   * @throws MalformedZnodeException if there is none; case does not matter
   */
  static <E extends Enum<E>> E parse(List<E> values, String text) {
    for (E value : values) {
      if (text(value).equalsIgnoreCase(text)) {
        return value;
      }
    }
    throw new MalformedZnodeException("%s is none of %s".formatted(text, values));
  }
}
