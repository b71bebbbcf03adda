package io.jackdaw.metrics;

import static io.jackdaw.metrics.PrometheusText.label;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.lang.management.RuntimeMXBean;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What the virtual machine and the process tell of themselves, under the names that dashboards know
 * from Prometheus' Java client. Any thread.
 */
public final class JvmMetrics {
  private static final double NS = 1e9;
  private static final double MS = 1e3;

  private JvmMetrics() {}

  public static void addTo(PrometheusText text) {
    process(text);
    memory(text);
    pools(text);
    buffers(text);
    collections(text);
    threads(text);
    classes(text);
    RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
    text.begin("jvm_info", "gauge");
    String labels =
        label("version", runtime.getVmVersion())
            + ","
            + label("vendor", runtime.getVmVendor())
            + ","
            + label("runtime", runtime.getVmName());
    text.sample("jvm_info", labels, 1);
  }

  private static void process(PrometheusText text) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      text.begin("process_cpu_seconds_total", "counter");
      text.sample("process_cpu_seconds_total", "", unix.getProcessCpuTime() / NS);
      text.gauge("process_open_fds", unix.getOpenFileDescriptorCount());
      text.gauge("process_max_fds", unix.getMaxFileDescriptorCount());
    }
    text.gauge(
        "process_start_time_seconds", ManagementFactory.getRuntimeMXBean().getStartTime() / MS);
  }

  private static void memory(PrometheusText text) {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    MemoryUsage heap = memory.getHeapMemoryUsage();
    MemoryUsage other = memory.getNonHeapMemoryUsage();
    usage(text, "jvm_memory_bytes_used", heap.getUsed(), other.getUsed());
    usage(text, "jvm_memory_bytes_committed", heap.getCommitted(), other.getCommitted());
    usage(text, "jvm_memory_bytes_max", heap.getMax(), other.getMax());
    usage(text, "jvm_memory_bytes_init", heap.getInit(), other.getInit());
  }

  private static void usage(PrometheusText text, String name, long heap, long other) {
    text.begin(name, "gauge");
    text.sample(name, label("area", "heap"), (double) heap);
    text.sample(name, label("area", "nonheap"), (double) other);
  }

  private static void pools(PrometheusText text) {
    pool(text, "jvm_memory_pool_bytes_used", MemoryUsage::getUsed);
    pool(text, "jvm_memory_pool_bytes_committed", MemoryUsage::getCommitted);
    pool(text, "jvm_memory_pool_bytes_max", MemoryUsage::getMax);
    pool(text, "jvm_memory_pool_bytes_init", MemoryUsage::getInit);
  }

  private static void pool(PrometheusText text, String name, ToLongFunction<MemoryUsage> value) {
    text.begin(name, "gauge");
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      text.sample(name, label("pool", pool.getName()), (double) value.applyAsLong(pool.getUsage()));
    }
  }

  private static void buffers(PrometheusText text) {
    List<BufferPoolMXBean> pools = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class);
    buffer(text, "jvm_buffer_pool_used_bytes", pools, BufferPoolMXBean::getMemoryUsed);
    buffer(text, "jvm_buffer_pool_capacity_bytes", pools, BufferPoolMXBean::getTotalCapacity);
    buffer(text, "jvm_buffer_pool_used_buffers", pools, BufferPoolMXBean::getCount);
  }

  private static void buffer(
      PrometheusText text,
      String name,
      List<BufferPoolMXBean> pools,
      ToLongFunction<BufferPoolMXBean> value) {
    text.begin(name, "gauge");
    for (BufferPoolMXBean pool : pools) {
      text.sample(name, label("pool", pool.getName()), (double) value.applyAsLong(pool));
    }
  }

  private static void collections(PrometheusText text) {
    text.begin("jvm_gc_collection_seconds", "summary");
    for (GarbageCollectorMXBean each : ManagementFactory.getGarbageCollectorMXBeans()) {
      String gc = label("gc", each.getName());
      text.sample("jvm_gc_collection_seconds_count", gc, (double) each.getCollectionCount());
      text.sample("jvm_gc_collection_seconds_sum", gc, each.getCollectionTime() / MS);
    }
  }

  private static void threads(PrometheusText text) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    text.gauge("jvm_threads_current", threads.getThreadCount());
    text.gauge("jvm_threads_daemon", threads.getDaemonThreadCount());
    text.gauge("jvm_threads_peak", threads.getPeakThreadCount());
    text.counter("jvm_threads_started_total", null, threads.getTotalStartedThreadCount());
  }

  private static void classes(PrometheusText text) {
    ClassLoadingMXBean classes = ManagementFactory.getClassLoadingMXBean();
    text.gauge("jvm_classes_loaded", classes.getLoadedClassCount());
    text.counter("jvm_classes_loaded_total", null, classes.getTotalLoadedClassCount());
    text.counter("jvm_classes_unloaded_total", null, classes.getUnloadedClassCount());
  }
}
