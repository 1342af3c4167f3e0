// Socket.IO with several servers behind each of its adapters: what one sends, clients of all hear.
const http = require("node:http");
const { createAdapter, createShardedAdapter } = require("@socket.io/redis-adapter");
const streams = require("@socket.io/redis-streams-adapter");
const { Redis } = require("ioredis");
const redis = require("redis");
const { Server } = require("socket.io");
const { io } = require("socket.io-client");
const { assert, gather, part, port, until } = require("./report.js");

const clients = [];

function ioredis() {
  const client = new Redis(port, "127.0.0.1");
  clients.push(() => client.disconnect());
  return client;
}

async function nodeRedis() {
  const client = redis.createClient({ url: "redis://127.0.0.1:" + port });
  client.on("error", () => {});
  await client.connect();
  clients.push(() => client.destroy());
  return client;
}

const ADAPTERS = {
  "publish/subscribe, ioredis": async () => createAdapter(ioredis(), ioredis()),
  "publish/subscribe, node-redis": async () => createAdapter(await nodeRedis(), await nodeRedis()),
  "sharded publish/subscribe, ioredis": async () => createShardedAdapter(ioredis(), ioredis()),
  "sharded publish/subscribe, node-redis": async () => createShardedAdapter(await nodeRedis(), await nodeRedis()),
  "streams, ioredis": async () => streams.createAdapter(ioredis(), { readCount: 10, blockTimeInMs: 500 }),
  "streams, node-redis": async () => streams.createAdapter(await nodeRedis(), { blockTimeInMs: 500 }),
};

async function serve(adapter) {
  const web = http.createServer();
  const server = new Server(web, { adapter });
  server.on("connection", (socket) => {
    socket.on("join", (room, done) => Promise.resolve(socket.join(room)).then(() => done()));
    socket.on("whisper", (room, text) => socket.to(room).emit("text", text));
  });
  server.on("question", (number, answer) => answer(number * 2));
  await new Promise((resolve) => web.listen(0, "127.0.0.1", resolve));
  return { server, port: web.address().port };
}

async function connect(at) {
  const socket = io("http://127.0.0.1:" + at, { transports: ["websocket"], forceNew: true });
  await new Promise((resolve) => socket.on("connect", resolve));
  return socket;
}

async function scenario(make) {
  const nodes = [];
  for (let i = 0; i < 3; i++) {
    nodes.push(await serve(await make()));
  }
  const sockets = [];
  for (const node of nodes) {
    sockets.push(await connect(node.port));
  }
  await until("all servers to know each other", async () => {
    const present = await nodes[0].server.timeout(2000).fetchSockets().catch(() => []);
    return present.length === 3;
  });

  const heard = gather(3);
  sockets.forEach((socket, i) => socket.once("all", (text) => heard.add(i + text)));
  nodes[0].server.emit("all", "!");
  assert.deepEqual((await heard.promise).sort(), ["0!", "1!", "2!"]);

  await Promise.all([0, 2].map((i) => sockets[i].emitWithAck("join", "room")));
  await until("the room on all servers", async () =>
    (await nodes[1].server.in("room").fetchSockets().catch(() => [])).length === 2);
  const texts = [];
  sockets.forEach((socket, i) => socket.on("text", (text) => texts.push(i + text)));
  sockets[0].emit("whisper", "room", "psst");
  await until("the whisper", () => texts.length > 0);
  nodes[1].server.to("room").emit("text", "loud");
  await until("both in the room", () => texts.length === 3);
  assert.deepEqual(texts.sort(), ["0loud", "2loud", "2psst"]);

  const answers = await new Promise((resolve, reject) =>
    nodes[0].server.serverSideEmit("question", 21, (error, all) => (error ? reject(error) : resolve(all))));
  assert.deepEqual(answers, [42, 42]);

  nodes[2].server.in("room").socketsLeave("room");
  await until("an empty room", async () => (await nodes[0].server.in("room").fetchSockets()).length === 0);
  nodes[0].server.disconnectSockets(true);
  await until("the end of all", () => sockets.every((socket) => !socket.connected));
  sockets.forEach((socket) => socket.close());
  for (const node of nodes) {
    await node.server.close();
  }
}

async function main() {
  for (const [name, make] of Object.entries(ADAPTERS)) {
    await part(name, () => scenario(make));
  }
  clients.forEach((end) => end());
}

main().then(() => process.exit(0));
