package io.jackdaw.zookeeper.wire;

import org.jspecify.annotations.Nullable;

/**
 * Who somebody is under one authentication scheme: {@code world:anyone}, {@code ip:10.0.0.7},
 * {@code digest:alice:base64}, {@code super:}. A null part on the wire is read as empty.
 */
public record AuthId(String scheme, String id) {
  public static final AuthId ANYONE = new AuthId("world", "anyone");
  public static final AuthId SUPER = new AuthId("super", "");

  @Override
  public boolean equals(Object other) {
    return other instanceof AuthId who && who.scheme.equals(scheme) && who.id.equals(id);
  }

  @Override
  public int hashCode() {
    return 31 * scheme.hashCode() + id.hashCode();
  }

  public static AuthId read(JuteReader reader) {
    return new AuthId(orEmpty(reader.readNullableString()), orEmpty(reader.readNullableString()));
  }

  public static void write(JuteWriter writer, AuthId id) {
    writer.writeString(id.scheme).writeString(id.id);
  }

  private static String orEmpty(@Nullable String value) {
    return value == null ? "" : value;
  }
}
