# A master with two workers under different loads, and a third that it forks later.
require_relative "capture"
include Capture

# Each load is what precedes a dump.
def serve(worker, first, *loads)
  loads.each.with_index(first) do |load, number|
    round(**load)
    dump("workers/#{worker}#{number}")
  end
end

ObjectSpace.trace_object_allocations_start
warm_up
# Alone neither leaks in both intervals; together they leak 60, then 40.
child do
  serve("A", 1, { leak: 30, pages: 900, searches: 80 }, { leak: 60, pages: 2500, searches: 0 },
        { leak: 0, pages: 1800, searches: 300 })
end
child do
  serve("B", 1, { leak: 10, pages: 200, searches: 600 }, { leak: 0, pages: 300, searches: 900 },
        { leak: 40, pages: 400, searches: 2000 })
end
idle = { leak: 0, pages: 20, searches: 5 }
serve("M", 1, idle, idle)
round(**idle)
child { serve("C", 3, { leak: 20, pages: 700, searches: 100 }) } # as when a worker has died
dump("workers/M3")
