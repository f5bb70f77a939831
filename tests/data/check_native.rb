# frozen_string_literal: true

# Holds a folder of dumps against its expected.json: ruby tests/data/check_native.rb [FOLDER...]
#
# Reads nothing but the dumps: kept, leaked and the patterns are worked out anew, in plain Ruby,
# with the rule that two records are one object only if address, generation, type, class, file and
# line agree (untraced: address, type, class). For an IMEMO its kind stands in for the class.

require "json"

class CheckNative
  GROUP = %w[type class file line].freeze

  Thing = Struct.new(:identity, :group, :bytes)

  def initialize(folder, expected = JSON.parse(File.read("#{folder}/expected.json")))
    @folder = folder
    @expected = expected
    @dumps = (1..expected["dumps"]).map { |n| read("#{folder}/#{n}.json.zst") }
    @seen = @dumps.map { |dump| dump.to_h { |thing| [thing.identity, true] } }
    @live = @dumps.map { |dump| dump.map(&:group).tally }
    @groups = judge
  end

  # Recorded next to the plan: totals, and kept groups that nobody planted.
  def measured
    sum = ->(key) { @groups.each_value.sum { |g| g[key] } }
    totals = { "kept" => sum.("kept"), "kept_bytes" => sum.("kept_bytes"), "leaked" => sum.("leaked"),
               "leaked_bytes" => sum.("leaked_bytes"), "transient" => sum.("transient") }
    { "totals" => totals, "noise" => noise, "addresses_reused" => reuse }
  end

  def report
    problems = @expected["groups"].filter_map { |planted| mismatch(planted) }
    problems += unexpected_leaks
    puts format("%-9s %-6s leaked %4d, kept %4d, noise %d", File.basename(@folder), problems.empty? ? "ok" : "WRONG",
                measured["totals"]["leaked"], measured["totals"]["kept"], noise.sum { |g| g["kept"] })
    puts problems.map { |line| "  #{line}" }
    problems.empty?
  end

  private

  def read(path)
    records = IO.popen(["zstd", "-dcq", path], "rb") { |io| io.each_line.map { |line| JSON.parse(line) } }
    raise "#{path}: zstd failed" unless $?.success?

    things = records.select { |r| r["address"] && r["type"] != "NONE" }
    names = things.to_h { |r| [r["address"], r["name"] || r["real_class_name"]] }
    things.map { |record| thing(record, names) }
  end

  def thing(record, names)
    type, file, line = record.values_at("type", "file", "line")
    kind = type == "IMEMO" ? record["imemo_type"] : names[record["class"]]
    of = type == "IMEMO" ? kind : record["class"] # up to 3.1 an IMEMO's class is garbage
    Thing.new([record["address"], record["generation"], type, of, file, line], [type, kind, file, line],
              record["memsize"].to_i)
  end

  def judge
    kept, transient = [kept_things, transient_things].map { |things| things.group_by(&:group) }
    (kept.keys | transient.keys).to_h do |group|
      [group, numbers(group, kept.fetch(group, []), transient.fetch(group, []).size)]
    end
  end

  def kept_things
    @dumps[1].select { |t| !@seen[0].key?(t.identity) && @seen.drop(1).all? { |seen| seen.key?(t.identity) } }
  end

  def transient_things
    @dumps[1].reject { |t| @seen[0].key?(t.identity) || @seen[2].key?(t.identity) }
  end

  def numbers(group, things, transient)
    live = @live.map { |counts| counts.fetch(group, 0) }
    kept = things.size
    bytes = things.sum(&:bytes)
    leaked = exempt?(group, live) ? 0 : [0, [kept, *growths(live)].min].max
    { "kept" => kept, "kept_bytes" => bytes, "leaked" => leaked,
      "leaked_bytes" => kept.zero? ? 0 : bytes * leaked / kept, "pattern" => pattern(group, kept, leaked, live),
      "transient" => transient, "live" => live }
  end

  def growths(live)
    live.each_cons(2).map { |before, after| after - before }
  end

  def uneven?(live)
    growths(live).min.positive? && growths(live).max > 2 * growths(live).min
  end

  # One bounded cache, filled from two sites.
  def exempt?(group, live)
    return false unless %w[OBJECT STRUCT].include?(group[0]) && uneven?(live)

    of_class = @live.map { |counts| counts.sum { |key, n| key.take(2) == group.take(2) ? n : 0 } }
    growths(of_class).min <= 0
  end

  def pattern(group, kept, leaked, live)
    return if kept.zero?
    return uneven?(live) ? "uneven-leak" : "leak" if leaked.positive?

    live[1] > live[0] && !exempt?(group, live) ? "one-time" : "turnover"
  end

  def planted
    @expected["groups"].map { |g| g.values_at(*GROUP) }
  end

  def noise
    @groups.reject { |group, g| planted.include?(group) || g["kept"].zero? }.map do |group, g|
      GROUP.zip(group).to_h.merge(g.slice("kept", "leaked", "pattern", "live"))
    end.sort_by { |g| g.values_at(*GROUP).map(&:to_s) }
  end

  def unexpected_leaks
    noise.select { |g| g["leaked"].positive? }.map { |g| "leaks, but was not planted: #{g}" }
  end

  # New objects of dump 2 that live where dump 1 had another one: what fools a diff by address.
  def reuse
    before = @dumps[0].to_h { |t| [t.identity[0], t] }
    pairs = @dumps[1].filter_map { |t| (old = before[t.identity[0]]) && old.identity != t.identity && [old, t] }
    { "by_the_same_group" => pairs.count { |old, t| old.group == t.group },
      "by_another_group" => pairs.count { |old, t| old.group != t.group } }
  end

  def mismatch(planted)
    group = planted.values_at(*GROUP)
    live = @live.map { |counts| counts.fetch(group, 0) }
    actual = @groups.fetch(group) { numbers(group, [], 0) }.merge("growth" => growths(live))
    wrong = (planted.keys - GROUP).reject { |key| planted[key] == actual[key] }
    return if wrong.empty?

    "#{group.compact.join(" ")}: " + wrong.map { |k| "#{k} #{actual[k].inspect}, not #{planted[k].inspect}" }.join("; ")
  end
end

if $PROGRAM_NAME == __FILE__
  folders = ARGV.empty? ? Dir["#{__dir__}/native-*/*/"] : ARGV
  exit(folders.sort.map { |folder| CheckNative.new(folder.chomp("/")).report }.all?)
end
