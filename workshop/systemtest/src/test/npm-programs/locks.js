// redlock and rate-limiter-flexible: locks and counters that are a script each.
const { Redis } = require("ioredis");
const Redlock = require("redlock");
const { RateLimiterRedis, BurstyRateLimiter } = require("rate-limiter-flexible");
const { assert, part, port } = require("./report.js");

async function main() {
  const client = new Redis(port, "127.0.0.1");
  const other = new Redis(port, "127.0.0.1");

  await part("a lock belongs to one until it is given back", async () => {
    const once = new Redlock([client], { retryCount: 0 });
    const lock = await once.lock("locks:a", 10_000);
    await assert.rejects(once.lock("locks:a", 1000), { name: "LockError" });
    assert.ok((await other.pttl("locks:a")) > 9000);
    await lock.unlock();
    assert.equal(await other.exists("locks:a"), 0);
    await (await once.lock("locks:a", 1000)).unlock();
  });

  await part("a lock is extended, and is lost when its time is over", async () => {
    const once = new Redlock([client], { retryCount: 0 });
    const lock = await once.lock("locks:b", 100);
    const longer = await lock.extend(5000);
    assert.ok((await other.pttl("locks:b")) > 4000);
    await longer.unlock();
    const short = await once.lock("locks:c", 30);
    await new Promise((resolve) => setTimeout(resolve, 60));
    await assert.rejects(short.unlock(), { name: "LockError" });
  });

  await part("one lock over several keys is all or nothing", async () => {
    const once = new Redlock([client], { retryCount: 0 });
    const lock = await once.lock(["locks:{m}1", "locks:{m}2", "locks:{m}3"], 10_000);
    await assert.rejects(once.lock(["locks:{m}0", "locks:{m}2"], 1000), { name: "LockError" });
    assert.equal(await other.exists("locks:{m}0"), 0);
    await lock.unlock();
    assert.equal(await other.exists("locks:{m}1", "locks:{m}2", "locks:{m}3"), 0);
  });

  await part("who waits for a lock gets it, and nobody at the same time", async () => {
    const patient = new Redlock([client], { retryCount: 1000, retryDelay: 5, retryJitter: 5 });
    let inside = 0;
    let most = 0;
    await Promise.all(Array.from({ length: 20 }, () =>
      patient.lock("locks:d", 10_000).then(async (lock) => {
        most = Math.max(most, ++inside);
        await new Promise((resolve) => setTimeout(resolve, 2));
        inside--;
        await lock.unlock();
      })));
    assert.equal(most, 1);
  });

  await part("points are consumed, refused, and given back", async () => {
    const limiter = new RateLimiterRedis({ storeClient: client, keyPrefix: "limit", points: 3, duration: 5 });
    for (const remaining of [2, 1, 0]) {
      assert.equal((await limiter.consume("user")).remainingPoints, remaining);
    }
    const refused = await limiter.consume("user").catch((result) => result);
    assert.equal(refused.remainingPoints, 0);
    assert.ok(refused.msBeforeNext > 4000 && refused.msBeforeNext <= 5000);
    assert.equal((await limiter.get("user")).consumedPoints, 4);
    await limiter.reward("user", 3);
    assert.equal((await limiter.consume("user")).remainingPoints, 1);
    assert.equal(await limiter.delete("user"), true);
    assert.equal(await limiter.get("user"), null);
    await limiter.block("user", 10);
    await assert.rejects(limiter.consume("user").catch((r) => Promise.reject(new Error("for " + r.msBeforeNext))), /for \d+/);
  });

  await part("a hundred at once consume no more than there is", async () => {
    const bursty = new BurstyRateLimiter(
      new RateLimiterRedis({ storeClient: client, keyPrefix: "slow", points: 10, duration: 60 }),
      new RateLimiterRedis({ storeClient: other, keyPrefix: "burst", points: 5, duration: 60 }));
    const results = await Promise.allSettled(Array.from({ length: 100 }, () => bursty.consume("all")));
    assert.equal(results.filter((result) => result.status === "fulfilled").length, 15);
  });

  await client.quit();
  await other.quit();
}

main();
