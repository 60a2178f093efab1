-- Nobody calls on this level for so long, and after that with a part of the budgets that grows. Never shortens a hold.
--
-- KEYS  hold
-- ARGV  microseconds to hold, microseconds of the ramp after that
-- Returns nothing.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local ends = now + tonumber(ARGV[1])
local ramp = tonumber(ARGV[2])
if ends > (tonumber(redis.call('HGET', KEYS[1], 'until')) or 0) then
    redis.call('HSET', KEYS[1], 'until', string.format('%.0f', ends), 'ramp', string.format('%.0f', ramp))
    redis.call('PEXPIRE', KEYS[1], math.ceil((ends - now + ramp) / 1000) + 1)
end
return false
