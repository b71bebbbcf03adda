package io.jackdaw.zookeeper.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.zookeeper.wire.Acl;
import io.jackdaw.zookeeper.wire.WatchEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchesTest {
  private final Watches watches = new Watches();
  private final FakeWatcher watcher = new FakeWatcher();

  /** Writes down what it hears. */
  private static final class FakeWatcher implements Watcher {
    private final List<String> heard = new ArrayList<>();
    private boolean gone;
    private boolean mayRead = true;

    @Override
    public long sessionId() {
      return 1;
    }

    @Override
    public boolean isGone() {
      return gone;
    }

    @Override
    public boolean mayRead(List<Acl> acl) {
      return mayRead;
    }

    @Override
    public void notify(Notification notification) {
      WatchEvent event = notification.event();
      heard.add(event.type() + " " + event.path() + " " + event.zxid());
    }
  }

  private void change(String path, long zxid) {
    watches.dataChanged(path, Acl.OPEN, zxid);
  }

  @Test
  void aStandardWatchFiresOnce() {
    watches.addData("/a", watcher);
    change("/a", 1);
    change("/a", 2);

    assertThat(watcher.heard).containsExactly("NODE_DATA_CHANGED /a 1");
    assertThat(watches.count()).isZero();
  }

  @Test
  void dataAndChildWatchesOfADeletedZnodeTellOnce() {
    watches.addData("/a", watcher);
    watches.addChildren("/a", watcher);
    watches.deleted("/a", Acl.OPEN, 3);

    assertThat(watcher.heard).containsExactly("NODE_DELETED /a 3");
    assertThat(watches.count()).isZero();
  }

  @Test
  void aPersistentWatchStaysAndSeesChildrenToo() {
    watches.addPersistent("/a", watcher, false);
    change("/a", 1);
    watches.childrenChanged("/a", Acl.OPEN, 2);
    change("/a/b", 3);
    change("/a", 4);

    assertThat(watcher.heard)
        .containsExactly(
            "NODE_DATA_CHANGED /a 1", "NODE_CHILDREN_CHANGED /a 2", "NODE_DATA_CHANGED /a 4");
  }

  @Test
  void aRecursiveWatchSeesEverythingBelowButNoChildrenEvents() {
    watches.addPersistent("/", watcher, true);
    watches.created("/a/b/c", Acl.OPEN, 1);
    watches.childrenChanged("/a/b", Acl.OPEN, 1);
    watches.deleted("/a/b/c", Acl.OPEN, 2);
    change("/", 3);

    assertThat(watcher.heard)
        .containsExactly("NODE_CREATED /a/b/c 1", "NODE_DELETED /a/b/c 2", "NODE_DATA_CHANGED / 3");
  }

  @Test
  void removingOneModeLeavesTheOthers() {
    watches.addData("/a", watcher);
    watches.addPersistent("/a", watcher, false);
    watches.addPersistent("/a", watcher, true);

    assertThat(watches.remove("/a", WatchKind.PERSISTENT, watcher)).isTrue();
    assertThat(watches.remove("/a", WatchKind.PERSISTENT, watcher)).isFalse();
    assertThat(watches.contains("/a", WatchKind.DATA, watcher)).isTrue();
    assertThat(watches.contains("/a", WatchKind.PERSISTENT_RECURSIVE, watcher)).isTrue();
    assertThat(watches.contains("/a", WatchKind.CHILDREN, watcher)).isFalse();
    assertThat(watches.remove("/a", WatchKind.ANY, watcher)).isTrue();
    assertThat(watches.count()).isZero();
  }

  @Test
  void whoMayNotReadAZnodeHearsNothingOfIt() {
    watches.addData("/a", watcher);
    watcher.mayRead = false;
    change("/a", 1);

    assertThat(watcher.heard).isEmpty();
  }

  @Test
  void leavesNothingBehindOfAWatcherThatHasGone() {
    watches.addData("/a", watcher);
    watches.addChildren("/b", watcher);
    watches.addPersistent("/c", watcher, true);
    watcher.gone = true;
    watches.removeAll(watcher);
    watches.addData("/d", watcher);

    assertThat(watches.count()).isZero();
    assertThat(watches.totals()).isEqualTo(new Watches.Totals(0, 0, 0));
  }
}
