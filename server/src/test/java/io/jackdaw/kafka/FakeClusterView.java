package io.jackdaw.kafka;

import io.jackdaw.kafka.metadata.ClusterImage;
import io.jackdaw.kafka.metadata.ClusterView;
import java.util.ArrayList;
import java.util.List;

/** A view whose image a test sets by hand; listeners are told on the thread that sets it. */
public final class FakeClusterView implements ClusterView {
  private final List<Listener> listeners = new ArrayList<>();
  private volatile ClusterImage image = ClusterImage.empty();

  @Override
  public ClusterImage image() {
    return image;
  }

  @Override
  public void subscribe(Listener listener) {
    listeners.add(listener);
    listener.changed(ClusterImage.empty(), image);
  }

  public void publish(ClusterImage now) {
    ClusterImage before = image;
    image = now;
    listeners.forEach(listener -> listener.changed(before, now));
  }
}
