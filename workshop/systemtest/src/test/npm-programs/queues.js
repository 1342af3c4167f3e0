// BullMQ with its own defaults: the states a job can be in, and who moves it between them.
const { FlowProducer, Queue, QueueEvents, Worker } = require("bullmq");
const { Redis } = require("ioredis");
const { assert, gather, part, port, until } = require("./report.js");

const connection = { host: "127.0.0.1", port };
const open = [];

function queue(name, options) {
  return keep(new Queue(name, { connection, ...options }));
}

function worker(name, processor, options) {
  const made = keep(new Worker(name, processor, { connection, ...options }));
  made.on("error", (error) => console.log("worker error " + error.message));
  return made;
}

function keep(thing) {
  open.push(thing);
  return thing;
}

async function closeAll() {
  for (const thing of open.splice(0).reverse()) {
    await thing.close();
  }
}

async function main() {
  await part("jobs run in order and keep their results", async () => {
    const jobs = queue("plain");
    const events = keep(new QueueEvents("plain", { connection }));
    await events.waitUntilReady();
    const added = await jobs.addBulk([1, 2, 3, 4, 5].map((n) => ({ name: "square", data: { n } })));
    const seen = [];
    worker("plain", async (job) => {
      seen.push(job.data.n);
      await job.updateProgress(50);
      await job.log("half");
      return job.data.n ** 2;
    });
    const results = await Promise.all(added.map((job) => job.waitUntilFinished(events)));
    assert.deepEqual(results, [1, 4, 9, 16, 25]);
    assert.deepEqual(seen, [1, 2, 3, 4, 5]);
    const last = await jobs.getJob(added[4].id);
    assert.equal(await last.getState(), "completed");
    assert.equal(last.progress, 50);
    assert.deepEqual(await jobs.getJobLogs(last.id), { logs: ["half"], count: 1 });
    assert.equal((await jobs.getJobCounts()).completed, 5);
  });

  await part("priorities, last in first out, and jobs of the same id", async () => {
    const jobs = queue("order");
    await jobs.add("c", 3, { priority: 30 });
    await jobs.add("b", 2, { priority: 20 });
    await jobs.add("a", 1, { priority: 10 });
    await jobs.add("first", 0, { lifo: true });
    await jobs.add("once", 9, { jobId: "same", priority: 40 });
    await jobs.add("once", 10, { jobId: "same", priority: 1 });
    assert.deepEqual(await jobs.getCountsPerPriority([10, 20, 30, 40]), { 10: 1, 20: 1, 30: 1, 40: 1 });
    const seen = gather(5);
    worker("order", async (job) => seen.add(job.data));
    assert.deepEqual(await seen.promise, [0, 1, 2, 3, 9]);
  });

  await part("delayed jobs wait, are promoted, and change their time", async () => {
    const jobs = queue("later");
    const begin = Date.now();
    await jobs.add("soon", "soon", { delay: 300 });
    const never = await jobs.add("promoted", "promoted", { delay: 3_600_000 });
    const moved = await jobs.add("moved", "moved", { delay: 3_600_000 });
    assert.equal((await jobs.getDelayed()).length, 3);
    await moved.changeDelay(600);
    const seen = gather(3);
    const times = {};
    worker("later", async (job) => {
      times[job.name] = Date.now() - begin;
      seen.add(job.name);
    });
    await never.promote();
    assert.deepEqual(await seen.promise, ["promoted", "soon", "moved"]);
    assert.ok(times.soon >= 290 && times.moved >= 590, JSON.stringify(times));
  });

  await part("job schedulers repeat", async () => {
    const jobs = queue("again");
    await jobs.upsertJobScheduler("tick", { every: 150 }, { name: "tick", data: { x: 1 } });
    await jobs.upsertJobScheduler("cron", { pattern: "0 0 1 1 *" }, { name: "newyear" });
    const seen = gather(3);
    worker("again", async (job) => seen.add(job.name + job.data.x));
    assert.deepEqual((await seen.promise).slice(0, 3), ["tick1", "tick1", "tick1"]);
    assert.deepEqual((await jobs.getJobSchedulers()).map((s) => s.key).sort(), ["cron", "tick"]);
    assert.equal(await jobs.removeJobScheduler("tick"), true);
    assert.equal(await jobs.removeJobScheduler("tick"), false);
    assert.equal(await jobs.getJobSchedulersCount(), 1);
  });

  await part("failed jobs are tried again with more and more patience", async () => {
    const jobs = queue("retries");
    const tries = [];
    const done = gather(1);
    const gone = gather(1);
    const retrying = worker("retries", async (job) => {
      tries.push(job.attemptsMade);
      if (job.name === "hopeless" || job.attemptsMade < 2) {
        throw new Error("not yet");
      }
      return "at last";
    });
    retrying.on("completed", (job, result) => done.add(result));
    retrying.on("failed", (job) => job.attemptsMade === job.opts.attempts && gone.add(job));
    await jobs.add("x", {}, { attempts: 3, backoff: { type: "exponential", delay: 50 } });
    assert.deepEqual(await done.promise, ["at last"]);
    assert.deepEqual(tries, [0, 1, 2]);
    await jobs.add("hopeless", {}, { attempts: 2, backoff: 20, removeOnFail: false });
    const [failed] = await gone.promise;
    assert.equal(failed.failedReason, "not yet");
    assert.equal(await failed.getState(), "failed");
    await retrying.pause();
    await jobs.retryJobs();
    assert.equal(await failed.getState(), "waiting");
  });

  await part("flows: parents wait for their children", async () => {
    const flow = keep(new FlowProducer({ connection }));
    const parents = queue("parents");
    worker("children", async (job) => job.data.n * 10);
    const result = gather(1);
    worker("parents", async (job) => {
      const values = Object.values(await job.getChildrenValues()).sort((a, b) => a - b);
      result.add(values);
      return values.length;
    });
    const tree = await flow.add({
      name: "sum",
      queueName: "parents",
      children: [1, 2, 3].map((n) => ({ name: "part", data: { n }, queueName: "children" })),
    });
    assert.deepEqual(await result.promise, [[10, 20, 30]]);
    await until("the parent's end", async () => (await tree.job.getState()) === "completed");
    const counts = await (await parents.getJob(tree.job.id)).getDependenciesCount();
    assert.equal(counts.processed, 3);
    assert.equal(counts.unprocessed, 0);
  });

  await part("a rate limit holds jobs back", async () => {
    const jobs = queue("limited");
    const seen = gather(6);
    const begin = Date.now();
    await jobs.addBulk([1, 2, 3, 4, 5, 6].map((n) => ({ name: "x", data: n })));
    worker("limited", async () => seen.add(Date.now() - begin), { limiter: { max: 2, duration: 300 } });
    const times = await seen.promise;
    assert.ok(times[2] - times[0] >= 280 && times[4] - times[2] >= 280, times.join());
  });

  await part("a stalled job is taken by another worker", async () => {
    const jobs = queue("stalled");
    const options = { lockDuration: 400, stalledInterval: 200, maxStalledCount: 1 };
    const begun = gather(1);
    let release;
    const held = new Promise((resolve) => (release = resolve));
    const dead = worker("stalled", async () => { begun.add(1); await held; return "dead"; }, {
      ...options,
      skipLockRenewal: true,
    });
    dead.removeAllListeners("error");
    dead.on("error", () => {});
    await jobs.add("x", {});
    await begun.promise;
    const stalled = gather(1);
    const done = gather(1);
    const alive = worker("stalled", async () => "alive", options);
    alive.on("stalled", (id) => stalled.add(id));
    dead.on("stalled", (id) => stalled.add(id));
    alive.on("completed", (job, result) => done.add(result));
    assert.deepEqual(await done.promise, ["alive"]);
    assert.equal((await stalled.promise).length, 1);
    release();
  });

  await part("pausing, draining, cleaning and obliterating", async () => {
    const jobs = queue("house", { defaultJobOptions: { removeOnComplete: 2 } });
    await jobs.pause();
    await jobs.addBulk(Array.from({ length: 10 }, (_, n) => ({ name: "x", data: n })));
    assert.equal(await jobs.isPaused(), true);
    const seen = gather(10);
    const cleaning = worker("house", async (job) => seen.add(job.data), { concurrency: 3 });
    await jobs.resume();
    await seen.promise;
    await until("the last job's end", async () => (await jobs.getJobCountByTypes("active")) === 0);
    assert.equal(await jobs.getCompletedCount(), 2);
    await cleaning.pause();
    await jobs.addBulk([1, 2, 3].map((n) => ({ name: "y", data: n })));
    await jobs.drain();
    assert.equal(await jobs.getWaitingCount(), 0);
    assert.equal((await jobs.clean(0, 100, "completed")).length, 2);
    await jobs.obliterate({ force: true });
    const client = new Redis(port, "127.0.0.1");
    const left = await client.keys("bull:house:*");
    assert.deepEqual(left.filter((key) => !key.endsWith("stalled-check")), []);
    await client.quit();
  });

  await part("deduplication lets one job through", async () => {
    const jobs = queue("dedup");
    const first = await jobs.add("x", 1, { deduplication: { id: "d", ttl: 60_000 } });
    const second = await jobs.add("x", 2, { deduplication: { id: "d", ttl: 60_000 } });
    assert.equal(second.id, first.id);
    assert.equal(await jobs.getWaitingCount(), 1);
    assert.equal(await jobs.removeDeduplicationKey("d"), 1);
    assert.notEqual((await jobs.add("x", 3, { deduplication: { id: "d" } })).id, first.id);
  });

  await closeAll();
}

main().then(() => process.exit(0));
