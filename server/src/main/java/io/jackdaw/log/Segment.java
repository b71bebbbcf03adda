package io.jackdaw.log;

import io.jackdaw.disk.DiskFile;

/** A run of batches in one file with its indexes. */
final class Segment {
  DiskFile file() {
    throw new UnsupportedOperationException();
  }

  void release() {
    throw new UnsupportedOperationException();
  }
}
