var redis = require("ioredis");

const constants = { REDIS_MASTER1_PORT: process.env.REDIS_PORT, REDIS_MASTER1_IP: process.env.REDIS_HOST };

/** One node, until there is a cluster: one client to subscribe, as in a cluster, and one for the rest **/
var pClient = new redis({
    port: constants.REDIS_MASTER1_PORT,
    host: constants.REDIS_MASTER1_IP
});
var subscriber = pClient.duplicate();

pClient.on('connect', () => console.log('connect'));
pClient.on('ready', () => console.log('ready'));

/** Redis Subscribe **/
subscriber.psubscribe('ch:*', function (err, count) {
    console.log('psubscribe', err, count);
    publish();
});
subscriber.on('pmessage', subscribeListener);

function subscribeListener (pattern, channel, message) {
    console.log('pmessage', pattern, channel, message);
    commands();
}

/** Redis Publish **/
function publish () {
    const messageJSON = JSON.stringify({ room: 1, text: 'hello' });
    pClient.publish('ch:message', messageJSON).then(n => console.log('publish', n >= 1));
}

/** Redis get,set,hget,expire **/
function commands () {
    const value = 'field';
    pClient.hget('config', value, function (err, reply) {
        console.log('hget', err === null ? null : err.message, reply);
        pClient.get("key", function (err, reply) {
            console.log('get', err, reply);
            pClient.set("key", "value", "EX", 100).then(ok => pClient.expire("key", 50)).then(n => {
                console.log('expire', n);
                pClient.disconnect();
                subscriber.disconnect();
            });
        });
    });
}
