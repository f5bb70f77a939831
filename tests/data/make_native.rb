# frozen_string_literal: true

# Makes small real dumps with exactly known leaks: ruby tests/data/make_native.rb [OUTDIR [SET...]]
#
# A little shop (the folder shop) runs in a child Ruby with an empty environment and no gems, and
# dumps itself after a warm-up and after every round. What it must leak is worked out here from the
# plan alone, written to expected.json, and then held against the dumps by check_native.rb, which
# knows nothing of the plan.

require "fileutils"
require "json"
require "rbconfig"
require_relative "check_native"

# Appears inside the dumps, so it must not tell who made them.
WORK = "/tmp/heapgate-data"

WARM_UPS = 2     # rounds before dump 1
RECENT = 30      # carts in flight at every dump, all replaced in every round
LRU_SIZE = 200   # pages the bounded cache holds
RATES = 60       # strings the lazy cache holds once it is filled

# Objects per round, one number a round; each warm-up round leaks the first number as well.
STEADY = { carts: 40, sessions: 25, notes: 30, items: 15, vouchers: 10, tickets: 5 }.freeze
LEAKY = STEADY.transform_values { |n| [n, n] }.merge(hot: [110, 60], cold: [10, 60], lazy: [1]).freeze
CLEAN = LEAKY.slice(:hot, :cold).freeze

SETS = {
  "leaky" => ["steady leaks, an uneven but bounded LRU, a cache filled once", LEAKY],
  "leaky-4" => ["the same with four dumps",
                STEADY.transform_values { |n| [n, n, n] }.merge(hot: [55, 40, 10], cold: [5, 20, 50], lazy: [1])],
  "uneven" => ["carts leak 20, then 70; sessions steadily", CLEAN.merge(carts: [20, 70], sessions: [25, 25])],
  "clean" => ["no leak: churn, the LRU, caches warm", CLEAN],
  "cold" => ["no leak, but caches fill between dump 1 and 2, on code that never ran before",
             CLEAN.merge(lazy: [1], unwarmed: [1])],
  "bloat" => ["no leak, but a batch job holds its rows while dump 2 is taken", CLEAN.merge(rows: [300, 0])],
  "untraced" => ["as leaky, allocation tracing never on", LEAKY.merge(untraced: [1])],
  "full" => ["as leaky, dump_all(full: true): with a NONE line for every free slot", LEAKY.merge(full: [1])]
}.freeze

# What one unit of a leak allocates: [marker in the sources, type, class or imemo kind, objects].
# The class of vouchers is anonymous, so it has no name (null).
UNITS = {
  carts: [["cart", "OBJECT", "Cart", 1], ["basket", "ARRAY", "Array", 1],
          ["basket", "HASH", "Hash", 1], ["basket", "STRING", "String", 2]],
  sessions: [["session", "STRUCT", "Session", 1]],
  notes: [["note", "STRING", "String", 1]],
  items: [["item", "OBJECT", "Shop::Line::Item", 1]],
  vouchers: [["voucher", "OBJECT", nil, 1]],
  tickets: [["ticket", "OBJECT", "Ticket", 1], ["gate", "CLASS", "Class", 1],
            ["gate", "IMEMO", "ment", 1], ["gate", "IMEMO", "callcache", 1]]
}.freeze

SHOP = File.join(__dir__, "shop")
SOURCES = Dir.glob("**/*.rb", base: SHOP).to_h { |file| [file, File.read(File.join(SHOP, file))] }.freeze

# "app/models/cart.rb", 12: the line that carries the comment `# @cart`.
def site(marker)
  SOURCES.each do |file, text|
    index = text.lines.index { |line| line.end_with?("# @#{marker}\n") }
    return [file, index + 1] if index
  end
  raise "no line is marked @#{marker}"
end

def group(marker, type, name, numbers)
  file, line = site(marker)
  { "type" => type, "class" => name, "file" => file, "line" => line }.merge(numbers)
end

def numbers(kept, leaked, pattern, transient, live)
  { "kept" => kept, "leaked" => leaked, "pattern" => pattern, "transient" => transient, "live" => live }
end

def pattern_of(series)
  return if series.sum.zero?

  series.max > 2 * series.min ? "uneven-leak" : "leak"
end

# Every round adds to the leak and drops the carts of the round before.
def leaking(plan)
  rounds = plan[:hot].size
  UNITS.flat_map do |key, units|
    series = plan.fetch(key, [0] * rounds)
    recent = key == :carts && !plan[:untraced] ? RECENT : 0
    next [] if series.sum.zero? && recent.zero?

    units.map do |marker, type, name, each|
      live = (0..rounds).map { |n| (recent + WARM_UPS * series[0] + series.take(n).sum) * each }
      group(marker, type, name, numbers(series[0] * each, series.min * each, pattern_of(series), recent * each, live))
    end
  end
end

# The LRU drops its oldest pages, so a list of [line, round] tells all; index 0 is dump 1.
def lru_history(plan)
  pages = [["cold", 0]] * LRU_SIZE
  plan[:hot].zip(plan[:cold]).each.with_index(1).reduce([pages]) do |dumps, ((hot, cold), round)|
    added = [["hot", round]] * hot + [["cold", round]] * cold
    dumps << (dumps.last + added).last(LRU_SIZE)
  end
end

def lru(plan)
  dumps = lru_history(plan)
  count = ->(dump, lines, round) { dump.count { |line, at| lines.include?(line) && (round.nil? || at == round) } }
  [["hot", "OBJECT", "Entry", %w[hot]], ["cold", "OBJECT", "Entry", %w[cold]],
   ["page", "STRING", "String", %w[hot cold]]].map do |marker, type, name, lines|
    kept = count.(dumps.last, lines, 1)
    transient = count.(dumps[1], lines, 1) - count.(dumps[2], lines, 1)
    live = dumps.map { |dump| count.(dump, lines, nil) }
    group(marker, type, name, numbers(kept, 0, kept.zero? ? nil : "turnover", transient, live))
  end
end

# Filled in the warm-up, or between dump 1 and 2 if the plan says lazy.
def lazy_cache(plan)
  [["rate", "STRING", "String", RATES], ["rates", "HASH", "Hash", 1]].map do |marker, type, name, size|
    live = [plan[:lazy] ? 0 : size] + [size] * plan[:hot].size
    kept = size - live[0]
    group(marker, type, name, numbers(kept, 0, kept.zero? ? nil : "one-time", 0, live))
  end
end

def batch(plan)
  return [] unless plan[:rows]

  [["row", "OBJECT", "Row"], ["text", "STRING", "String"]].map do |marker, type, name|
    live = [0] + plan[:rows]
    group(marker, type, name, numbers(0, 0, nil, live[1], live))
  end
end

# Without tracing there is no site, and an object born at a dead one's address cannot be told from
# it: only growth is certain, so the shop keeps no carts in flight there, and kept is not promised.
def without_sites(groups)
  groups.group_by { |g| g.values_at("type", "class") }.map do |(type, name), same|
    live = same.map { |g| g["live"] }.transpose.map(&:sum)
    growth = live.each_cons(2).map { |a, b| b - a }
    { "type" => type, "class" => name, "leaked" => [growth.min, 0].max, "growth" => growth }
  end
end

def expectation(name)
  about, plan = SETS.fetch(name)
  groups = leaking(plan) + lru(plan) + lazy_cache(plan) + batch(plan)
  groups = without_sites(groups) if plan[:untraced]
  { "set" => name, "about" => about, "ruby" => RUBY_VERSION, "dumps" => plan[:hot].size + 1,
    "traced" => !plan[:untraced], "leaked" => groups.sum { |g| g["leaked"] }, "groups" => groups }
end

# Neither this process's environment nor its folders may enter the dumps.
def run_shop(plan)
  args = plan.map { |key, counts| "#{key}=#{counts.join(",")}" }
  system({ "LANG" => "C.UTF-8" }, RbConfig.ruby, "--disable=all", "shop.rb", *args,
         unsetenv_others: true, chdir: WORK, umask: 0o022, exception: true)
end

def in_work_folder
  Dir.mkdir(WORK) # fails if it is there: it is not ours to use, nor to remove
  begin
    FileUtils.cp_r("#{SHOP}/.", WORK)
    yield
  ensure
    FileUtils.rm_rf(WORK)
  end
end

# With lists of numbers on one line.
def pretty(data)
  "#{JSON.pretty_generate(data).gsub(/\[[-\d,\s]+\]/) { |list| "[#{list.scan(/-?\d+/).join(", ")}]" }}\n"
end

def make(name, folder)
  expected = expectation(name)
  FileUtils.rm_rf(folder)
  FileUtils.mkdir_p(folder)
  in_work_folder do
    run_shop(SETS.fetch(name)[1])
    1.upto(expected["dumps"]) do |n|
      system("zstd", "-q", "-19", "#{WORK}/#{n}.json", "-o", "#{folder}/#{n}.json.zst", exception: true)
    end
  end
  result = CheckNative.new(folder, expected)
  File.write("#{folder}/expected.json", pretty(expected.merge(result.measured)))
  result.report
end

outdir = ARGV.shift || File.join(__dir__, "native-#{RUBY_VERSION[/\A\d+\.\d+/]}")
names = ARGV.empty? ? SETS.keys : ARGV
exit(names.map { |name| make(name, File.join(outdir, name)) }.all?)
