package io.jackdaw.compat.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** The ephemeral znodes of a run and the sessions left behind. Any thread. */
final class Ephemerals {
  static final String PARENT = "/ephemerals";
  private static final int RECENT = 8;

  private final List<String> paths = new ArrayList<>();
  private final List<Long> abandoned = new ArrayList<>();

  synchronized void add(String path) {
    paths.add(path);
  }

  /** One of the newest; null before the first. */
  synchronized @Nullable String recent(SplittableRandom random) {
    int last = paths.size();
    return last == 0 ? null : paths.get(last - 1 - random.nextInt(Math.min(last, RECENT)));
  }

  /** Nobody will be heard of in this session any more. */
  synchronized void abandoned(long session) {
    if (session != 0) {
      abandoned.add(session);
    }
  }

  synchronized List<Long> abandoned() {
    return List.copyOf(abandoned);
  }
}
