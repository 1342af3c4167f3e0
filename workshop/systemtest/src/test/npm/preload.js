// Lets a program that listens on a fixed port of every address run beside others: it gets a free port of the loopback
// interface, and says which on standard error.
const net = require("net");

const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (port, ...rest) {
  this.once("listening", () => console.error("listening on port " + this.address().port));
  return listen.call(this, 0, "127.0.0.1", ...rest.filter((argument) => typeof argument === "function"));
};
