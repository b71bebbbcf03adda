package io.jackdaw.zookeeper.watch;

import io.jackdaw.metrics.Summary;

/** How many watches each change has fired, if any, by what changed. */
public record FiredWatches(Summary created, Summary deleted, Summary changed, Summary children) {
  /** Shown by nobody. */
  static FiredWatches unseen() {
    return new FiredWatches(Summary.basic(), Summary.basic(), Summary.basic(), Summary.basic());
  }
}
