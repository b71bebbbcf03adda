package io.jackdaw.cli.zk;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * One znode of a subtree outside of its service.
 *
 * @param path below the top of the subtree: empty for the top itself, else with a slash before
 * @param data null is not the same as empty
 * @param ephemeral whether it lived only as long as a session
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by sameData only; never changed.
record SubtreeZnode(String path, byte @Nullable [] data, boolean ephemeral) {
  boolean hasSameData(SubtreeZnode other) {
    return Arrays.equals(data, other.data);
  }

  /** The data as text, or null if it is no text without loss. */
  static @Nullable String text(byte[] data) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(data)).toString();
    } catch (CharacterCodingException binary) {
      return null;
    }
  }

  static String base64(byte[] data) {
    return Base64.getEncoder().encodeToString(data);
  }
}
