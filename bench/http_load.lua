-- Requests for wrk, taken at random from a file of targets:
--
--   wrk -s bench/http_load.lua URL -- TARGETS [vary]
--
-- With `vary`, some letters and digits of each target are written as percent escapes, at random. The
-- server means the same by it but keeps its answers under the target as sent: so every request is
-- computed anew, and what is measured is the endpoint and not the cache.

local targets = {}
local vary = false

function init(args)
  for line in io.lines(args[1]) do
    targets[#targets + 1] = line
  end
  vary = args[2] == "vary"
  math.randomseed(20260301)
end

local function escape(character)
  if math.random() < 0.7 then
    return character
  end
  return string.format("%%%02x", character:byte())
end

-- An escape that is there already, as in q=%E7%94%B5, stays as it is.
local function respell(target)
  local out, position = {}, 1
  while position <= #target do
    local character = target:sub(position, position)
    if character == "%" then
      out[#out + 1] = target:sub(position, position + 2)
      position = position + 3
    else
      out[#out + 1] = character:match("%w") and escape(character) or character
      position = position + 1
    end
  end
  return table.concat(out)
end

function request()
  local target = targets[math.random(#targets)]
  return wrk.format("GET", vary and respell(target) or target)
end

function done(summary, latency, requests)
  local bad = summary.errors.status + summary.errors.connect + summary.errors.read
              + summary.errors.write + summary.errors.timeout
  io.write(string.format("%10.0f requests/s   p50 %7.2f ms   p99 %7.2f ms   errors %d\n",
    summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3, bad))
end
