package io.jackdaw.kafka.group;

import io.jackdaw.kafka.group.consumer.ConsumerMember;

/** Applies records of consumer groups to the table, and begins or ends the watch over members. */
final class ConsumerReplay {
  private final GroupTable groups;
  private final ConsumerTimers timers;

  ConsumerReplay(GroupTable groups, ConsumerTimers timers) {
    this.groups = groups;
    this.timers = timers;
  }

  /** A tombstone of a group that is not there is nothing: compaction may leave some behind. */
  void replay(ConsumerGroupRecord record) {
    String id = record.group();
    if (record instanceof ConsumerGroupRecord.EpochTombstone) {
      groups.removeConsumer(id);
      return;
    }
    ConsumerGroup group = isTombstone(record) ? groups.consumer(id) : groups.consumerOrCreate(id);
    if (group != null) {
      group.apply(record);
    }
  }

  private static boolean isTombstone(ConsumerGroupRecord record) {
    return switch (record) {
      case ConsumerGroupRecord.Epoch epoch -> false;
      case ConsumerGroupRecord.TargetEpoch epoch -> false;
      case ConsumerGroupRecord.EpochTombstone gone -> true;
      case ConsumerGroupRecord.TargetEpochTombstone gone -> true;
      case ConsumerGroupRecord.Topics topics -> !topics.present();
      case ConsumerGroupRecord.Metadata metadata -> metadata.value() == null;
      case ConsumerGroupRecord.Target target -> target.value() == null;
      case ConsumerGroupRecord.Current current -> current.value() == null;
      case ConsumerGroupRecord.Regex regex -> regex.value() == null;
    };
  }

  /** After a live change: whoever is gone is not waited for, whoever speaks classic is. */
  void watch(ConsumerGroupRecord.Metadata record) {
    ConsumerGroup group = groups.consumer(record.group());
    ConsumerMember member = group == null ? null : group.member(record.member());
    if (member == null) {
      timers.forget(record.group(), record.member());
    } else if (member.speaksClassic()) {
      timers.keepAlive(record.group(), member);
    }
  }
}
