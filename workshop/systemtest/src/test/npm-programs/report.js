// What the programs share: they say one line for each thing that holds, and end with an error at the first that does not.
const assert = require("node:assert/strict");

const port = Number(process.env.REDIS_PORT);

async function part(name, body) {
  try {
    await body();
    console.log("ok " + name);
  } catch (error) {
    console.log("failed " + name + ": " + error.stack);
    process.exit(1);
  }
}

async function until(what, condition) {
  const end = Date.now() + 20_000;
  while (!(await condition())) {
    if (Date.now() > end) {
      throw new Error("waited in vain for " + what);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

// A promise for n calls, which gathers their arguments.
function gather(n) {
  const all = [];
  let done;
  const promise = new Promise((resolve) => (done = resolve));
  return {
    all,
    promise,
    add(value) {
      all.push(value);
      if (all.length === n) {
        done(all);
      }
    },
  };
}

module.exports = { assert, gather, part, port, until };
