-- Calls that one process granted by itself, written down before it asks here again. One atomic step for one log.
--
-- KEYS  log
-- ARGV  window in microseconds, then per call its name in the log and when it has arrived for certain, microseconds from now
-- Returns nothing. Cost: one command a call.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local last = now
for i = 2, #ARGV, 2 do
    local at = now + tonumber(ARGV[i + 1])
    last = math.max(last, at)
    redis.call('ZADD', KEYS[1], string.format('%.0f', at), ARGV[i])
end
redis.call('PEXPIRE', KEYS[1], math.ceil((last - now + tonumber(ARGV[1])) / 1000) + 1000)
return false
