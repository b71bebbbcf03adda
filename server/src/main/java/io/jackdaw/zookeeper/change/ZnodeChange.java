package io.jackdaw.zookeeper.change;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One committed change of one znode; a multi makes several with the same zxid.
 *
 * @param session of the requester; 0 for the server itself
 * @param data whole, as it is after the change; null if the znode is gone, or has null data
 * @param version of the data after the change; of a deleted znode the last one
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; never changed.
public record ZnodeChange(
    long zxid, long session, Type type, String path, byte @Nullable [] data, int version) {

  /** What was done. */
  public enum Type {
    CREATED,
    CHANGED,
    DELETED,
    /** Only the access control list is another. */
    ACL;

    /** As it is written for others to read. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
