package io.jackdaw.zookeeper.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.zookeeper.acl.Credentials;
import io.jackdaw.zookeeper.watch.Watches;
import io.jackdaw.zookeeper.wire.Acl;
import io.jackdaw.zookeeper.wire.AuthId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class AclTableTest {
  private final Watches watches = new Watches();
  private long zxid;

  @Test
  void equalListsAreOneObjectAlsoAfterARestart() throws Exception {
    ZnodeTree tree = new ZnodeTree();
    create(tree, "/a", aliceOnly());
    create(tree, "/b", aliceOnly());
    TreeChange change = change(tree);
    change.setAcl("/b", aliceOnly());
    change.commit();
    assertThat(acl(tree, "/a")).isSameAs(acl(tree, "/b"));

    ZnodeTree restored = restored(tree);
    create(restored, "/c", aliceOnly());

    assertThat(acl(restored, "/a")).isSameAs(acl(restored, "/b")).isSameAs(acl(restored, "/c"));
  }

  private static List<Acl> aliceOnly() {
    return List.of(new Acl(Acl.ALL, new AuthId("digest", "alice:x")));
  }

  private void create(ZnodeTree tree, String path, List<Acl> acl) {
    TreeChange change = change(tree);
    change.create(path, new byte[0], acl, EphemeralOwner.NONE);
    change.commit();
  }

  private TreeChange change(ZnodeTree tree) {
    return new TreeChange(tree, watches, ++zxid, 0, 1, Credentials.SERVER);
  }

  private static List<Acl> acl(ZnodeTree tree, String path) {
    return Objects.requireNonNull(tree.get(path)).acl();
  }

  private static ZnodeTree restored(ZnodeTree tree) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TreeSnapshot snapshot = tree.snapshot(Map.of())) {
      snapshot.writeTo(bytes);
    }
    ZnodeTree restored = new ZnodeTree();
    new TreeSnapshotReader(new ByteArrayInputStream(bytes.toByteArray())).loadInto(restored);
    return restored;
  }
}
