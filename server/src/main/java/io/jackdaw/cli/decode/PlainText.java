package io.jackdaw.cli.decode;

import io.jackdaw.log.dump.RecordText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Keys and payloads as text or numbers. */
public record PlainText(Decoding keys, Decoding payloads) implements RecordText {

  /** How bytes are read. */
  public enum Decoding {
    STRING(bytes -> new String(bytes, StandardCharsets.UTF_8)),
    INTEGER(bytes -> String.valueOf(ByteBuffer.wrap(bytes).getInt())),
    LONG(bytes -> String.valueOf(ByteBuffer.wrap(bytes).getLong())),
    DEFAULT(HexFormat.of()::formatHex);

    private final Function<byte[], String> text;

    Decoding(Function<byte[], String> text) {
      this.text = text;
    }

    /**
     * By the name of one of Kafka's own decoders, {@code org.apache.kafka.tools.api.XDecoder} or
     * before 3.9 {@code kafka.serializer.XDecoder}.
     *
     * @return null if the class is none of them
     */
    public static @Nullable Decoding named(String className) {
      for (Decoding each : values()) {
        String decoder = each.name().charAt(0) + each.name().substring(1).toLowerCase(Locale.ROOT);
        if (className.equals("org.apache.kafka.tools.api." + decoder + "Decoder")
            || className.equals("kafka.serializer." + decoder + "Decoder")) {
          return each;
        }
      }
      return null;
    }
  }

  @Override
  public Shown of(long offset, @Nullable ByteBuffer key, @Nullable ByteBuffer value) {
    return new Shown(text(keys, key), text(payloads, value));
  }

  private static @Nullable String text(Decoding decoding, @Nullable ByteBuffer bytes) {
    if (bytes == null) {
      return null;
    }
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return decoding.text.apply(copy);
  }
}
