# Makes dumps of one way to grow, or to seem to: ruby measure_zoo.rb OUT PROGRAM [DUMPS]
require 'objspace'
require 'stringio'
OUT, PROGRAM, DUMPS = ARGV[0], ARGV[1], Integer(ARGV[2] || 3)
ObjectSpace.trace_object_allocations_start
REQUESTS = 300 # between two dumps
class Item; end
module Made; end

LIST = Array.new
TEXT = StringIO.new
IDS = Hash.new
CACHE = Hash.new
STORE = { cart: Array.new }
RANDOM = Random.new(5)
def by_one_path(number) = "one #{number}"
def by_another_path(number) = "other #{number}"
1000.times { |number| CACHE[-number] = by_one_path(number) } if PROGRAM == 'shifting_cache'

REQUEST = {
  'integers' => ->(i, _) { 10.times { |k| LIST << i * 10 + k } },
  'text' => ->(i, _) { TEXT.write("line #{i}\n") },
  'ids' => ->(i, _) { IDS[i] = true },
  'lines' => ->(i, _) { LIST << eval('Item.new', binding, 'generated.rb', i + 1) },
  'classes' => ->(i, _) { LIST << Made.const_set("M#{i}", Class.new).new },
  'large' => ->(i, _) { LIST << 'x' * 100_000 if (i % 100).zero? },
  'copied' => ->(i, _) { STORE[:cart] += [i] },
  'rebuilt' => lambda do |_, _|
    STORE[:cart] = STORE[:cart].map { |item| Item.new } << Item.new
    GC.start if STORE[:cart].size % 100 == 50
  end,
  'late' => ->(_, interval) { LIST << Item.new if interval > 2 },
  'late_integers' => ->(i, interval) { LIST << i if interval > 2 },
  'filling_cache' => ->(_, _) { CACHE[RANDOM.rand(500)] ||= Item.new },
  'filling_ids' => ->(_, _) { IDS[RANDOM.rand(500).to_s.to_i] = true },
  'shifting_cache' => lambda do |i, interval|
    CACHE[i] = interval > 1 && i.odd? ? by_another_path(i) : by_one_path(i)
    CACHE.shift if CACHE.size > 1000
  end,
  'batch' => ->(_, _) {}
}.freeze

def start(interval)
  STORE[:batch] = Array.new([100, 180, 260, 120, 90][interval - 1]) { |k| "row #{k}" } if PROGRAM == 'batch'
end

def dump(number)
  GC.start(full_mark: true, immediate_sweep: true)
  File.open(File.join(OUT, "#{number}.json"), 'w') { |file| ObjectSpace.dump_all(output: file) }
  return unless PROGRAM == 'filling_ids' # a full cache of numbers leaves no trace of the load in a dump

  File.write(File.join(OUT, "#{number}.json.meta"),
             "pid=#{Process.pid}\ntotal_allocated_objects=#{GC.stat(:total_allocated_objects)}\n")
end

i = -1
(1..DUMPS).each do |interval|
  start(interval)
  REQUESTS.times { REQUEST.fetch(PROGRAM).call(i += 1, interval) }
  # What is only there while the first dump is made.
  (dump(0); File.delete(File.join(OUT, '0.json'))) if interval == 1
  dump(interval)
end
