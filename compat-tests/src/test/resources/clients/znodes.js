// Drives node-zookeeper-client through what an application does, and prints what it sees. Usage: node znodes.js HOST:PORT
const zookeeper = require('node-zookeeper-client');

const server = process.argv[2];
const { CreateMode, Event, Exception } = zookeeper;

const nameOf = (names, value) => Object.keys(names).find((name) => names[name] === value);

function connect() {
  return new Promise((resolve) => {
    const client = zookeeper.createClient(server, { sessionTimeout: 10000 });
    client.once('connected', () => resolve(client));
    client.connect();
  });
}

/** One call of the client as a promise of all that its callback is given. */
function ask(client, method, ...given) {
  return new Promise((resolve, reject) =>
    client[method](...given, (error, ...answers) => (error ? reject(error) : resolve(answers))));
}

/** The name of the error that a call ends with. */
async function refusal(promise) {
  try {
    await promise;
    return 'none';
  } catch (error) {
    return nameOf(Exception, error.getCode());
  }
}

/** What a watcher is told of once `change` is done. */
async function watched(client, method, path, change) {
  let tell;
  const told = new Promise((resolve) => (tell = resolve));
  await ask(client, method, path, tell);
  await change();
  const event = await told;
  return `${nameOf(Event, event.getType())} ${event.getPath()}`;
}

function commit(transaction) {
  return new Promise((resolve, reject) =>
    transaction.commit((error, results) => (error ? reject(error) : resolve(results))));
}

async function main() {
  const client = await connect();
  const other = await connect();

  const [made] = await ask(client, 'create', '/js', Buffer.from('one'), CreateMode.PERSISTENT);
  const again = await refusal(ask(client, 'create', '/js', null, CreateMode.PERSISTENT));
  console.log(`create: ${made}; again: ${again}`);

  const [data, stat] = await ask(client, 'getData', '/js');
  console.log(`read: ${data}, version ${stat.version}`);

  const [changed] = await ask(client, 'setData', '/js', Buffer.from('two'), 0);
  const late = await refusal(ask(client, 'setData', '/js', Buffer.from('x'), 0));
  console.log(`set: version ${changed.version}; by an old version: ${late}`);

  for (let i = 0; i < 2; i++) {
    await ask(client, 'create', '/js/s-', null, CreateMode.PERSISTENT_SEQUENTIAL);
  }
  const [children] = await ask(client, 'getChildren', '/js');
  console.log(`sequence: ${children.sort().join(' ')}`);
  console.log(`not empty: ${await refusal(ask(client, 'remove', '/js', -1))}`);

  const write = () => ask(other, 'setData', '/js', Buffer.from('three'), -1);
  console.log(`data watch: ${await watched(client, 'getData', '/js', write)}`);
  const add = () => ask(other, 'create', '/js/added', null, CreateMode.PERSISTENT);
  console.log(`child watch: ${await watched(client, 'getChildren', '/js', add)}`);
  const appear = () => ask(other, 'create', '/js/later', null, CreateMode.PERSISTENT);
  console.log(`exists watch: ${await watched(client, 'exists', '/js/later', appear)}`);

  const mortal = await connect();
  await ask(mortal, 'create', '/js/mortal', null, CreateMode.EPHEMERAL);
  const [alive] = await ask(client, 'exists', '/js/mortal');
  const owned = alive.ephemeralOwner.equals(mortal.getSessionId());
  await watched(client, 'exists', '/js/mortal', () => mortal.close());
  const [gone] = await ask(client, 'exists', '/js/mortal');
  console.log(`ephemeral: ${owned ? "its owner's" : "nobody's"}, ${gone ? 'still there' : 'gone with it'}`);

  const results = await commit(client.transaction()
    .create('/js/t').create('/js/t/a').setData('/js', Buffer.from('four'), -1).check('/js/t', 0).remove('/js/t/a', -1));
  const refused = await refusal(commit(client.transaction().create('/js/u').remove('/js/none')));
  const [left] = await ask(client, 'exists', '/js/u');
  console.log(`transaction: ${results.length} results; refused: ${refused}, ${left ? 'half done' : 'nothing left'}`);

  other.addAuthInfo('digest', Buffer.from('user:password'));
  await ask(other, 'create', '/js/hers', Buffer.from('secret'), zookeeper.ACL.CREATOR_ALL_ACL, CreateMode.PERSISTENT);
  const stranger = await refusal(ask(client, 'getData', '/js/hers'));
  const [secret] = await ask(other, 'getData', '/js/hers');
  console.log(`access: a stranger ${stranger}, the owner reads ${secret}`);

  const large = Buffer.alloc(900000, 7);
  await ask(client, 'create', '/js/large', large, CreateMode.PERSISTENT);
  const [read] = await ask(client, 'getData', '/js/large');
  console.log(`${read.length} bytes: ${read.equals(large) ? 'all of them' : 'others'}`);

  const session = Buffer.from(client.getSessionId());
  const back = new Promise((resolve) => client.once('connected', resolve));
  client.connectionManager.socket.destroy();
  await back;
  console.log(`same session after a lost connection: ${session.equals(client.getSessionId())}`);

  client.close();
  other.close();
}

main().then(() => process.exit(0), (error) => {
  console.error(error);
  process.exit(1);
});
