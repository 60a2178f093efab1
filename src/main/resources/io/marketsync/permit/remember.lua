-- Calls that one process granted by itself, written down before it asks here again. One atomic step.
--
-- KEYS  logs
-- ARGV  per log its window in microseconds and how many calls; per call its name in the log and when it has arrived for certain,
--       microseconds from now
-- Returns nothing. Cost: one command a call.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local arg = 1
for _, log in ipairs(KEYS) do
    local window, calls = tonumber(ARGV[arg]), tonumber(ARGV[arg + 1])
    local last = now
    arg = arg + 2
    for _ = 1, calls do
        local at = now + tonumber(ARGV[arg + 1])
        last = math.max(last, at)
        redis.call('ZADD', log, string.format('%.0f', at), ARGV[arg])
        arg = arg + 2
    end
    redis.call('PEXPIRE', log, math.ceil((last - now + window) / 1000) + 1000)
end
return false
