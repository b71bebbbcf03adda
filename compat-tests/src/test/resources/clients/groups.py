"""Two members of a group with python-kafka: argv is the broker's address and the topic, of 4 partitions."""
import sys
import threading
import time

from kafka import KafkaConsumer, KafkaProducer, TopicPartition

broker, topic = sys.argv[1:3]
group = "python-" + topic

producer = KafkaProducer(bootstrap_servers=broker, acks="all")
for i in range(40):
    producer.send(topic, key=b"k", value=b"%d" % i, partition=i % 4)
producer.flush()
producer.close()

lock = threading.Lock()
stop = threading.Event()
seen = set()
owned = {}


def member(name):
    consumer = KafkaConsumer(
        topic, bootstrap_servers=broker, group_id=group, auto_offset_reset="earliest", enable_auto_commit=False
    )
    while not stop.is_set():
        for records in consumer.poll(timeout_ms=200).values():
            with lock:
                seen.update((record.partition, record.offset) for record in records)
        with lock:
            owned[name] = set(consumer.assignment())
    consumer.commit()
    consumer.close()


threads = [threading.Thread(target=member, args=(name,)) for name in ("one", "two")]
for thread in threads:
    thread.start()
deadline = time.time() + 50
while time.time() < deadline:
    with lock:
        one, two = owned.get("one", set()), owned.get("two", set())
        if len(seen) == 40 and len(one) == 2 and len(two) == 2 and not one & two:
            break
    time.sleep(0.1)
stop.set()
for thread in threads:
    thread.join()
print("seen", len(seen), "shares", sorted(len(owned[name]) for name in owned))

reader = KafkaConsumer(bootstrap_servers=broker, group_id=group)
print("committed", sum(reader.committed(TopicPartition(topic, i)) or 0 for i in range(4)))
reader.close()
