package io.jackdaw.zookeeper.wire;

import java.util.List;

/**
 * One entry of a znode's access control list.
 *
 * @param permissions bits of {@link #READ}, {@link #WRITE}, {@link #CREATE}, {@link #DELETE},
 *     {@link #ADMIN}
 */
public record Acl(int permissions, AuthId id) {
  public static final int READ = 1;
  public static final int WRITE = 1 << 1;
  public static final int CREATE = 1 << 2;
  public static final int DELETE = 1 << 3;
  public static final int ADMIN = 1 << 4;
  public static final int ALL = READ | WRITE | CREATE | DELETE | ADMIN;

  /** Everybody may do everything. */
  public static final List<Acl> OPEN = List.of(new Acl(ALL, AuthId.ANYONE));

  /** Everybody may read. */
  public static final List<Acl> READ_ONLY = List.of(new Acl(READ, AuthId.ANYONE));

  /** In words, and so that of {@link AuthId}: what a record gets by itself costs a start 10 ms. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Acl acl && acl.permissions == permissions && acl.id.equals(id);
  }

  @Override
  public int hashCode() {
    return 31 * permissions + id.hashCode();
  }

  public static Acl read(JuteReader reader) {
    return new Acl(reader.readInt(), AuthId.read(reader));
  }

  public static void write(JuteWriter writer, Acl acl) {
    writer.writeInt(acl.permissions);
    AuthId.write(writer, acl.id);
  }
}
