# Evaluated by the suite's test client before each file. It changes what happens around a difference, and but for the
# names of two encodings never what is asserted: one early difference must not lose the rest of a file.

# An error outside any test ends one start_server block instead of the file.
rename start_server suite_start_server
proc start_server {options {code undefined}} {
    set tags $::tags
    set status [catch {uplevel 1 [list suite_start_server $options $code]} result info]
    if {$status != 1 || $::cur_test ne ""} {
        dict incr info -level
        return -options $info $result
    }
    set ::tags $tags
    send_data_packet $::test_server_fd err "outside a test in $::curfile\n$result"
    return ""
}

# After a failed test the connections it left open are closed, and a main connection that is out of step is replaced.
rename test suite_test
proc test {name code {okpattern undefined} {tags {}}} {
    set failed $::num_failed
    set before [array names ::redis::fd]
    set holders [uplevel 1 conformance_holders]
    set result [uplevel 1 [list suite_test $name $code $okpattern $tags]]
    if {$::num_failed > $failed} {
        foreach holder $holders {
            catch {lappend before [string map {::redis::redisHandle ""} [uplevel 1 [list set $holder]]]}
        }
        conformance_recover $before
    }
    return $result
}

# The variables of the caller that hold connections, which a test may replace and later ones use.
proc conformance_holders {} {
    uplevel 1 {
        set conformance_found {}
        foreach conformance_name [info vars] {
            if {![array exists $conformance_name] && [info exists $conformance_name] &&
                [string match ::redis::redisHandle* [set $conformance_name]]} {
                lappend conformance_found $conformance_name
            }
        }
        set conformance_found
    }
}

proc conformance_recover {before} {
    set mains {}
    foreach srv $::servers {
        if {[dict exists $srv client]} {
            lappend mains [dict get $srv client]
        }
    }
    foreach id [array names ::redis::fd] {
        if {$id ni $before && "::redis::redisHandle$id" ni $mains} {
            catch {::redis::redisHandle$id close}
        }
    }
    for {set level 0} {$level > -[llength $::servers]} {incr level -1} {
        set srv [lindex $::servers end+$level]
        if {[dict exists $srv client] && ![conformance_answers [dict get $srv client]]} {
            catch {reconnect $level}
        }
    }
}

# Whether a connection answers PING with PONG within two seconds.
proc conformance_answers {client} {
    set line ""
    catch {
        set fd [$client channel]
        fconfigure $fd -blocking 0
        puts -nonewline $fd "PING\r\n"
        flush $fd
        set end [expr {[clock milliseconds] + 2000}]
        while {[gets $fd line] < 0 && ![eof $fd] && [clock milliseconds] < $end} {
            after 10
        }
        fconfigure $fd -blocking 1
    }
    expr {[string trim $line] eq "+PONG"}
}

# A server that dies at start is noticed at once. Answers whether its port was taken.
proc wait_server_started {config_file stdout pid} {
    set end [expr {[clock seconds] + 120}]
    while {[clock seconds] < $end} {
        set alive [expr {![catch {exec kill -0 $pid}]}]
        set log [exec cat $stdout]
        if {[regexp -- " PID: $pid" $log]} {
            return 0
        }
        if {[regexp {Failed listening on port} $log]} {
            return 1
        }
        if {!$alive} {
            error "the server ended while it started: [string range $log end-600 end]"
        }
        after 20
    }
    error "the server has not started within 120 seconds"
}

# The one thing that is judged by a later version: since Redis 7.2 small lists and sets are listpacks, where the suite
# of 7.0 expects a quicklist or a hashtable.
rename assert_encoding suite_assert_encoding
proc assert_encoding {enc key} {
    if {[r object encoding $key] eq "listpack"} {
        set type [r type $key]
        if {($type eq "list" && [string match $enc quicklist]) || ($type eq "set" && [string match $enc hashtable])} {
            return
        }
    }
    uplevel 1 [list suite_assert_encoding $enc $key]
}

# A server without a fork has no child that a test could kill. What stands for it is a process whose end makes the
# snapshot fail that is being taken.
rename get_child_pid suite_get_child_pid
proc get_child_pid {idx} {
    if {![catch {suite_get_child_pid $idx} pid] && $pid ne ""} {
        return $pid
    }
    if {[s $idx rdb_bgsave_in_progress] eq 0 && [s $idx aof_rewrite_in_progress] eq 0} {
        return ""
    }
    set fail "src/redis-cli -h [srv $idx host] -p [srv $idx port] debug fail-snapshot"
    set pipe [open [list | sh -c "sleep 60 & echo \$!; wait \$!; \[ \$? -gt 128 \] && $fail 2>&1"] r]
    return [string trim [gets $pipe]]
}
