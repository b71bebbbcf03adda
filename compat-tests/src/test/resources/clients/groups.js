// Two members of a group with kafkajs: argv is the broker's address and the topic, of 4 partitions.
const { Kafka, logLevel } = require('kafkajs')

const [broker, topic] = process.argv.slice(2)
const groupId = 'node-' + topic
const kafka = new Kafka({ clientId: 'node', brokers: [broker], logLevel: logLevel.NOTHING })

async function main() {
  const producer = kafka.producer()
  await producer.connect()
  const messages = Array.from({ length: 40 }, (_, i) => ({ key: 'k', value: `${i}`, partition: i % 4 }))
  await producer.send({ topic, messages })
  await producer.disconnect()

  const seen = new Set()
  const shares = {}
  const members = ['one', 'two'].map(name => ({ name, consumer: kafka.consumer({ groupId }) }))
  for (const { name, consumer } of members) {
    consumer.on(consumer.events.GROUP_JOIN, event => {
      shares[name] = (event.payload.memberAssignment[topic] || []).length
    })
    await consumer.connect()
    await consumer.subscribe({ topic, fromBeginning: true })
    await consumer.run({
      eachMessage: async ({ partition, message }) => seen.add(`${partition}-${message.offset}`),
    })
  }
  const deadline = Date.now() + 50000
  while (Date.now() < deadline && !(seen.size === 40 && shares.one === 2 && shares.two === 2)) {
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  console.log('seen', seen.size, 'shares', Object.values(shares).sort())
  for (const { consumer } of members) {
    await consumer.disconnect()
  }

  const admin = kafka.admin()
  await admin.connect()
  const [offsets] = await admin.fetchOffsets({ groupId, topics: [topic] })
  console.log('committed', offsets.partitions.reduce((sum, it) => sum + Number(it.offset), 0))
  const { groups } = await admin.describeGroups([groupId])
  console.log('state', groups[0].state)
  await admin.deleteGroups([groupId])
  await admin.disconnect()
}

main().catch(failure => {
  console.error(failure)
  process.exit(1)
})
