package io.jackdaw.zookeeper.report;

import io.jackdaw.metrics.Counter;
import io.jackdaw.metrics.MetricsRegistry;
import io.jackdaw.metrics.Summary;
import java.util.List;

/**
 * Names that ZooKeeper's monitors know and that name nothing here: the queues between its
 * processors, its quorum and election, its response caches, its cleaner of dead watchers, its
 * digests. They are 0.
 */
final class WithoutMeaning {
  private static final List<String> COUNTERS =
      List.of(
          "add_dead_watcher_stall_time",
          "cnxn_closed_without_zk_server_running",
          "commit_count",
          "dead_watchers_cleared",
          "dead_watchers_queued",
          "diff_count",
          "digest_mismatches_count",
          "ensemble_auth_fail",
          "ensemble_auth_skip",
          "ensemble_auth_success",
          "insecure_admin_count",
          "learner_commit_received_count",
          "learner_proposal_received_count",
          "looking_count",
          "outstanding_changes_queued",
          "outstanding_changes_removed",
          "prep_processor_request_queued",
          "proposal_count",
          "quit_leading_due_to_disloyal_voter",
          "request_commit_queued",
          "requests_not_forwarded_to_commit_processor",
          "response_packet_cache_hits",
          "response_packet_cache_misses",
          "response_packet_get_children_cache_hits",
          "response_packet_get_children_cache_misses",
          "revalidate_count",
          "skip_learner_request_to_next_processor_count",
          "snap_count");

  private static final List<String> BASIC =
      List.of(
          "commit_commit_proc_req_queued",
          "commit_process_time",
          "concurrent_request_processing_in_commit_processor",
          "election_time",
          "follower_sync_time",
          "inflight_diff_count",
          "inflight_snap_count",
          "leader_unavailable_time",
          "learner_request_processor_queue_size",
          "netty_queued_buffer_capacity",
          "observer_sync_time",
          "pending_session_queue_size",
          "prep_process_time",
          "prep_processor_queue_size",
          "proposal_process_time",
          "read_commit_proc_issued",
          "read_commit_proc_req_queued",
          "reads_after_write_in_session_queue",
          "reads_issued_from_session_queue",
          "requests_in_session_queue",
          "session_queues_drained",
          "socket_closing_time",
          "sync_process_time",
          "time_waiting_empty_pool_in_commit_processor_read_ms",
          "unavailable_time",
          "write_batch_time_in_commit_processor",
          "write_commit_proc_issued",
          "write_commit_proc_req_queued");

  private static final List<String> DETAILED =
      List.of(
          "close_session_prep_time",
          "commit_propagation_latency",
          "dead_watchers_cleaner_latency",
          "jvm_pause_time_ms",
          "local_write_committed_time_ms",
          "om_commit_process_time_ms",
          "om_proposal_process_time_ms",
          "prep_processor_queue_time_ms",
          "propagation_latency",
          "proposal_ack_creation_latency",
          "proposal_latency",
          "quorum_ack_latency",
          "read_commitproc_time_ms",
          "read_final_proc_time_ms",
          "server_write_committed_time_ms",
          "sync_processor_queue_time_ms",
          "write_commitproc_time_ms",
          "write_final_proc_time_ms");

  private WithoutMeaning() {}

  static void addTo(MetricsRegistry registry) {
    Counter none = new Counter();
    COUNTERS.forEach(name -> registry.counter(name, none));
    Summary basic = Summary.basic();
    BASIC.forEach(name -> registry.summary(name, basic));
    Summary detailed = Summary.detailed();
    DETAILED.forEach(name -> registry.summary(name, detailed));
  }
}
