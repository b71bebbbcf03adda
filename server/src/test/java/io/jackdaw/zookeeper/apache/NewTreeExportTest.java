package io.jackdaw.zookeeper.apache;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.zookeeper.tree.TreeSnapshot;
import io.jackdaw.zookeeper.tree.ZnodeTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NewTreeExportTest {
  @Test
  void alsoATreeThatNoSnapshotWasReadIntoCanBeWrittenForApache() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    try (TreeSnapshot snapshot = new ZnodeTree().snapshot(Map.of())) {
      SnapshotExport.write(snapshot, out);
    }

    assertThat(out.toByteArray()).startsWith('Z', 'K', 'S', 'N');
  }
}
