package io.jackdaw.zookeeper.tree;

import io.jackdaw.zookeeper.wire.Acl;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Makes equal access control lists one object, as most znodes have one of a few; a list that no
 * znode uses any more is forgotten. Writing thread only.
 */
final class AclTable {
  private final Map<List<Acl>, WeakReference<List<Acl>>> lists = new WeakHashMap<>();

  List<Acl> shared(List<Acl> acl) {
    WeakReference<List<Acl>> known = lists.get(acl);
    List<Acl> shared = known == null ? null : known.get();
    if (shared == null) {
      shared = List.copyOf(acl);
      lists.put(shared, new WeakReference<>(shared));
    }
    return shared;
  }

  /** All lists that a znode has. */
  List<List<Acl>> all() {
    return List.copyOf(lists.keySet());
  }
}
