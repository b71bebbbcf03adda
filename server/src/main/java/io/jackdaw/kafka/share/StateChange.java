package io.jackdaw.kafka.share;

import io.jackdaw.kafka.share.state.StateBatch;
import java.util.List;

/** What is to be stored of a share partition, since it was stored last. */
record StateChange(long startOffset, int completeCount, List<StateBatch> batches) {}
