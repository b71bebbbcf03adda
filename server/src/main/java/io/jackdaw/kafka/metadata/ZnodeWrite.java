package io.jackdaw.kafka.metadata;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One write to the tree, as a value; several of them can be done in one step or not at all. */
public sealed interface ZnodeWrite {
  String path();

  /** About how much it adds to a request. */
  default long sizeBytes() {
    byte[] data =
        switch (this) {
          case Create create -> create.data();
          case Write write -> write.data();
          case Delete delete -> null;
          case Check check -> null;
        };
    return OVERHEAD_BYTES + path().length() + (data == null ? 0 : data.length);
  }

  /** Of one write in a multi: header, version, permissions. */
  long OVERHEAD_BYTES = 64;

  /** Stands for "whatever version it has". */
  int ANY_VERSION = -1;

  /**
   * Creates a znode open to everybody.
   *
   * @param data null for no data at all, as Kafka has it for pure directories
   */
  record Create(String path, byte @Nullable [] data, Kind kind) implements ZnodeWrite {
    @Override
    public String toString() {
      return "create" + kind.mark + " " + path + " " + show(data);
    }
  }

  /** Replaces the data if the znode has this version. */
  record Write(String path, byte @Nullable [] data, int version) implements ZnodeWrite {
    @Override
    public String toString() {
      return "write " + path + " " + show(data) + " v" + version;
    }
  }

  record Delete(String path, int version) implements ZnodeWrite {
    @Override
    public String toString() {
      return "delete " + path + (version == ANY_VERSION ? "" : " v" + version);
    }
  }

  /** Refuses the whole step if the znode has another version. */
  record Check(String path, int version) implements ZnodeWrite {
    @Override
    public String toString() {
      return "check " + path + " v" + version;
    }
  }

  /** How long a created znode lives, and who names it. */
  enum Kind {
    PERSISTENT(""),
    EPHEMERAL(" -e"),
    SEQUENTIAL(" -s");

    private final String mark;

    Kind(String mark) {
      this.mark = mark;
    }
  }

  /** A persistent znode with data. */
  static Create create(String path, byte[] data) {
    return new Create(path, data, Kind.PERSISTENT);
  }

  /** A persistent znode without data. */
  static Create createEmpty(String path) {
    return new Create(path, null, Kind.PERSISTENT);
  }

  private static String show(byte @Nullable [] data) {
    return data == null ? "null" : new String(data, StandardCharsets.UTF_8);
  }
}
