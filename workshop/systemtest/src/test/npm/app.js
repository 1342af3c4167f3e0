const express = require("express");
const redis = require("redis");
const redisClient = redis.createClient({ url: process.env.REDIS_URL });
const axios = require("axios").default;

const app = express();

(async () => {
  redisClient.on("error", (err) => console.log("Redis Client Error", err));
  await redisClient.connect();
})();


const redisSet = async (key, value) => {
  await redisClient.set(key, JSON.stringify(value));
};

//middleware
const redisGet = async (req, res, next) => {
  const { id } = req.params;
  const data = await redisClient.get(id);
  console.log(data);
  data !== null ? res.send(JSON.parse(data)) : next();
};

app.get("/redis/:id", redisGet, async (req, res) => {
  const { id } = req.params;
  const { data } = await axios.request({
    method: "get",
    url: `${process.env.UPSTREAM}/api/product/${id}`,
  });
  redisSet(id, data);
  res.send(data);
});

app.listen("3000", () => console.log("listening"));
