// Sessions of Express in connect-redis: they live as long as they are used, and end with their time.
const { RedisStore } = require("connect-redis");
const express = require("express");
const session = require("express-session");
const redis = require("redis");
const { assert, part, port, until } = require("./report.js");

async function main() {
  const client = redis.createClient({ url: "redis://127.0.0.1:" + port });
  await client.connect();
  const store = new RedisStore({ client, prefix: "app:" });
  const app = express();
  app.use(session({ store, secret: "s", resave: false, saveUninitialized: false, cookie: { maxAge: 3000 } }));
  app.get("/visit", (request, response) => {
    request.session.visits = (request.session.visits ?? 0) + 1;
    response.json(request.session.visits);
  });
  app.get("/leave", (request, response) => request.session.destroy(() => response.json("bye")));
  const web = app.listen(0, "127.0.0.1");
  await new Promise((resolve) => web.once("listening", resolve));
  const get = async (path, cookie) => {
    const headers = cookie ? { cookie } : {};
    const response = await fetch(`http://127.0.0.1:${web.address().port}${path}`, { headers });
    return { value: await response.json(), cookie: response.headers.get("set-cookie")?.split(";")[0] };
  };

  await part("a session counts its visits", async () => {
    const first = await get("/visit");
    for (const visits of [2, 3, 4]) {
      assert.equal((await get("/visit", first.cookie)).value, visits);
    }
    const keys = await client.keys("app:*");
    assert.equal(keys.length, 1);
    const left = await client.ttl(keys[0]);
    assert.ok(left > 0 && left <= 3, left);
    assert.equal((await get("/leave", first.cookie)).value, "bye");
    assert.equal((await client.keys("app:*")).length, 0);
  });

  await part("a session ends with its time", async () => {
    const { cookie } = await get("/visit");
    await until("the end of the session", async () => (await client.keys("app:*")).length === 0);
    assert.equal((await get("/visit", cookie)).value, 1);
  });

  await part("the store lists, counts and clears", async () => {
    const set = (id) => new Promise((resolve) => store.set(id, { cookie: {}, id }, resolve));
    await store.clear();
    for (let i = 0; i < 250; i++) {
      await set("s" + i);
    }
    assert.equal(await store.length(), 250);
    assert.equal((await store.ids()).length, 250);
    assert.equal((await store.all()).length, 250);
    await store.clear();
    assert.equal(await store.length(), 0);
  });

  web.close();
  await client.close();
}

main().then(() => process.exit(0));
