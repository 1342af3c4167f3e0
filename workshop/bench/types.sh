#!/usr/bin/env bash
# types.sh - the collection types of two RESP servers, in turn in one run: server CPU per operation at
# pipeline 16, and the memory and time that a million elements take.
#
# usage: types.sh speed|memory --a "CMD" --a-port N --b "CMD" --b-port N [options]
#   --a/--b CMD              command that runs the server in the foreground
#   --a-name/--b-name NAME   labels (A and B)
#   --rounds N               rounds of each workload (3)
#   --ops N                  operations in a round (400000)
#   --only REGEX             workloads whose name matches
# Needs redis-benchmark, redis-cli and awk. Only 127.0.0.1 is used.
set -uf # no patterns: a stream id is a star
what=${1:-}; shift
A= B= AP= BP= AN=A BN=B ROUNDS=3 OPS=400000 ONLY=.
while [ $# -gt 0 ]; do
    case $1 in
        --a) A=$2 ;; --b) B=$2 ;; --a-port) AP=$2 ;; --b-port) BP=$2 ;; --a-name) AN=$2 ;; --b-name) BN=$2 ;;
        --rounds) ROUNDS=$2 ;; --ops) OPS=$2 ;; --only) ONLY=$2 ;;
        *) echo "unknown option $1" >&2; exit 2 ;;
    esac
    shift 2
done
[ -n "$A" ] && [ -n "$B" ] && [ -n "$AP" ] && [ -n "$BP" ] || { sed -n '2,13p' "$0" >&2; exit 2; }
hz=$(getconf CLK_TCK)
pids=()
stop() { for pid in "${pids[@]:-}"; do [ -n "$pid" ] && kill "$pid" 2>/dev/null; done; wait 2>/dev/null; pids=(); }
trap stop EXIT; trap 'exit 130' INT TERM

start() { # port command; sets pid
    bash -c "exec $2" >/dev/null 2>&1 & pid=$!; pids+=("$pid")
    for _ in $(seq 100); do redis-cli -p "$1" ping 2>/dev/null | grep -q PONG && return; sleep 0.1; done
    echo "no answer on port $1: $2" >&2; exit 2
}
cpu() { awk '{sub(/^.*\) /,""); print $12+$13}' "/proc/$1/stat"; }
rss() { awk '/^VmRSS/{print $2}' "/proc/$1/status"; }
load() { redis-benchmark -h 127.0.0.1 -p "$1" -c 50 -P 16 --csv "${@:2}" >/dev/null 2>&1; }
median() { sort -g | awk '{v[NR]=$1} END{print NR%2 ? v[(NR+1)/2] : (v[NR/2]+v[NR/2+1])/2}'; }

# name ; filled once ; filled before each round ; measured ; operations are divided by
workloads() {
    cat <<'LIST'
lpush;;;-t lpush;1
rpush;;;-t rpush;1
lpop;;-t rpush;-t lpop;1
rpop;;-t rpush;-t rpop;1
lrange_100;-n 700 -t rpush;;LRANGE mylist 0 99;8
lrange_300;-n 700 -t rpush;;LRANGE mylist 0 299;16
lrange_600;-n 700 -t rpush;;LRANGE mylist 0 599;32
sadd;;;-r 1000000 -t sadd;1
spop;;-r 1000000 -t sadd;-t spop;1
sismember 1M;-n 3000000 -r 1000000 SADD s element:__rand_int__;;-r 1000000 SISMEMBER s element:__rand_int__;1
hset 1M;;;-r 1000000 HSET h field:__rand_int__ value;1
hget 1M;-n 3000000 -r 1000000 HSET h field:__rand_int__ value;;-r 1000000 HGET h field:__rand_int__;1
hset 10;;;-r 10 HSET h field:__rand_int__ value;1
hget 10;-n 1000 -r 10 HSET h field:__rand_int__ value;;-r 10 HGET h field:__rand_int__;1
hincrby 10;;;-r 10 HINCRBY h field:__rand_int__ 1;1
zadd 10;;;-r 10 ZADD z __rand_int__ member:__rand_int__;1
zrank 10;-n 1000 -r 10 ZADD z __rand_int__ member:__rand_int__;;-r 10 ZRANK z member:__rand_int__;1
zadd 1M;-n 3000000 -r 1000000 ZADD z __rand_int__ member:__rand_int__;;-r 1000000 ZADD z __rand_int__ member:__rand_int__;2
zrank 1M;-n 3000000 -r 1000000 ZADD z __rand_int__ member:__rand_int__;;-r 1000000 ZRANK z member:__rand_int__;2
zrangebyscore 1M;-n 3000000 -r 1000000 ZADD z __rand_int__ member:__rand_int__;;-r 1000000 ZRANGEBYSCORE z __rand_int__ +inf LIMIT 0 10;2
zpopmin 1M;;-n 1000000 -r 1000000 ZADD z __rand_int__ member:__rand_int__;ZPOPMIN z;1
xadd;;;XADD x * f1 value1 f2 value2 f3 value3;1
xreadgroup;;XADD x * f1 value1 f2 value2 f3 value3;XREADGROUP GROUP g c COUNT 1 NOACK STREAMS x >;1
LIST
}

speed() {
    printf '%-18s | %9s %9s | %s\n' workload "$AN us/op" "$BN us/op" "CPU B/A"
    workloads | grep -E "^($ONLY)" | while IFS=';' read -r name once each measured part; do
        start "$AP" "$A"; pa=$pid; start "$BP" "$B"; pb=$pid
        n=$((OPS / part))
        rm -f "/tmp/types.$$".*
        for side in A B; do
            [ $side = A ] && port=$AP || port=$BP
            redis-cli -p "$port" xgroup create x g 0 mkstream >/dev/null
            [ -n "$once" ] && load "$port" -n "$OPS" $once
            [ -n "$each" ] && load "$port" -n "$n" $each
            load "$port" -n "$n" $measured
        done
        for _ in $(seq "$ROUNDS"); do
            for side in A B; do
                [ $side = A ] && { port=$AP; server=$pa; } || { port=$BP; server=$pb; }
                [ -n "$each" ] && load "$port" -n "$n" $each
                before=$(cpu "$server"); load "$port" -n "$n" $measured; after=$(cpu "$server")
                awk -v t=$((after - before)) -v h="$hz" -v n="$n" 'BEGIN{printf "%.4f\n", t/h/n*1e6}' >>"/tmp/types.$$.$side"
            done
        done
        awk -v w="$name" -v a="$(median <"/tmp/types.$$.A")" -v b="$(median <"/tmp/types.$$.B")" \
            'BEGIN{printf "%-18s | %9.3f %9.3f | %.2f\n", w, a, b, (a ? b/a : 0)}'
        rm -f "/tmp/types.$$".*
        stop
    done
}

# Requests in the protocol, one data set each.
generate() {
    awk -v what="$1" 'function part(s) { return "$" length(s) "\r\n" s "\r\n" }
    function six(n) { return sprintf("%012d", n) }
    BEGIN {
        srand(7)
        if (what == "hashes of 10") for (i = 0; i < 1000000; i++) { printf "*22\r\n%s%s", part("HSET"), part("h:" i); for (j = 0; j < 10; j++) printf "%s%s", part("f" j), part("v" (i * 10 + j)) }
        if (what == "lists of 10") for (i = 0; i < 1000000; i++) { printf "*12\r\n%s%s", part("RPUSH"), part("l:" i); for (j = 0; j < 10; j++) printf "%s", part("element" j) }
        if (what == "hash of 1M") for (i = 0; i < 1000000; i++) printf "*4\r\n%s%s%s%s", part("HSET"), part("h"), part("key:" six(i)), part("val:" six(i))
        if (what == "set of 1M") for (i = 0; i < 1000000; i++) printf "*3\r\n%s%s%s", part("SADD"), part("s"), part("key:" six(i))
        if (what == "sorted set of 1M") for (i = 0; i < 1000000; i++) printf "*4\r\n%s%s%s%s", part("ZADD"), part("z"), part(int(rand() * 1e9)), part("key:" six(i))
        if (what == "stream of 1M") for (i = 0; i < 1000000; i++) printf "*9\r\n%s%s%s%s%s%s%s%s%s", part("XADD"), part("x"), part("*"), part("user"), part("u" i), part("event"), part("click"), part("value"), part(i)
    }'
}

memory() {
    printf '%-18s | %9s %9s %5s | %9s %9s %s\n' "data set" "$AN MB" "$BN MB" "A/B" "$AN cpu s" "$BN cpu s" "A/B"
    for set in "hashes of 10" "hash of 1M" "set of 1M" "sorted set of 1M" "lists of 10" "stream of 1M"; do
        echo "$set" | grep -qE "^($ONLY)" || continue
        generate "$set" >"/tmp/types.$$.resp"
        for side in A B; do
            [ $side = A ] && { port=$AP; command=$A; } || { port=$BP; command=$B; }
            start "$port" "$command"
            m0=$(rss "$pid"); c0=$(cpu "$pid")
            redis-cli -p "$port" --pipe <"/tmp/types.$$.resp" >/dev/null
            c1=$(cpu "$pid"); sleep 5; m1=$(rss "$pid")
            eval "m$side=$((m1 - m0)) c$side=$((c1 - c0))"
            stop
        done
        awk -v w="$set" -v ma="$mA" -v mb="$mB" -v ca="$cA" -v cb="$cB" -v h="$hz" \
            'BEGIN{printf "%-18s | %9.1f %9.1f %5.2f | %9.2f %9.2f %.2f\n", w, ma/1024, mb/1024, ma/mb, ca/h, cb/h, ca/cb}'
        rm -f "/tmp/types.$$.resp"
    done
}

case $what in speed) speed ;; memory) memory ;; *) sed -n '2,13p' "$0" >&2; exit 2 ;; esac
