// Transactions with kafkajs: argv is the broker's address and two topics of 4 partitions, to read from and to write to.
const { Kafka, logLevel } = require('kafkajs')

const [broker, from, to] = process.argv.slice(2)
const groupId = 'node-' + to
const kafka = new Kafka({ clientId: 'node', brokers: [broker], logLevel: logLevel.NOTHING })

const messages = (name, count) =>
  Array.from({ length: count }, (_, i) => ({ key: 'k', value: `${name}${i}`, partition: i % 4 }))

async function write(producer, name, end) {
  const transaction = await producer.transaction()
  await transaction.send({ topic: to, messages: messages(name, 8) })
  await transaction.sendOffsets({
    consumerGroupId: groupId,
    topics: [{ topic: from, partitions: [{ partition: 0, offset: name === 'committed' ? '3' : '7' }] }],
  })
  await transaction[end]()
}

async function read(readUncommitted, wanted) {
  const consumer = kafka.consumer({ groupId: `${groupId}-${readUncommitted}`, readUncommitted })
  const values = []
  await consumer.connect()
  await consumer.subscribe({ topic: to, fromBeginning: true })
  await consumer.run({ eachMessage: async ({ message }) => values.push(message.value.toString()) })
  const deadline = Date.now() + 50000
  while (Date.now() < deadline && values.length < wanted) {
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  await consumer.disconnect()
  return values
}

async function main() {
  const settings = { transactionalId: 'node-' + to, idempotent: true, maxInFlightRequests: 1 }
  const producer = kafka.producer(settings)
  await producer.connect()
  await write(producer, 'aborted', 'abort')
  await write(producer, 'committed', 'commit')

  // Another one of the same name: this one is fenced.
  const successor = kafka.producer(settings)
  await successor.connect()
  await write(successor, 'committed', 'commit')
  let refused = 'nothing'
  try {
    await write(producer, 'late', 'commit')
  } catch (failure) {
    refused = (failure.cause || failure).type || failure.type || failure.message
  }
  console.log('refused', refused)
  await producer.disconnect()
  await successor.disconnect()

  const committed = await read(false, 16)
  console.log('committed', committed.length, committed.every(value => value.startsWith('committed')))
  const all = await read(true, 24)
  console.log('all', all.filter(value => !value.startsWith('late')).length)

  const admin = kafka.admin()
  await admin.connect()
  const [offsets] = await admin.fetchOffsets({ groupId, topics: [from] })
  console.log('offset', offsets.partitions.find(it => it.partition === 0).offset)
  await admin.disconnect()
}

main().catch(failure => {
  console.error(failure)
  process.exit(1)
})
