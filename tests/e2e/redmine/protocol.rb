# frozen_string_literal: true

# Captures Redmine, as setup.sh leaves it, unmodified and with planted leaks, and judges the dumps by the built-in
# rules and by the presets for Rails and puma. The last line is "redmine: N passed, N failed".
# usage: ruby protocol.rb HEAPGATE [--table]    --table: everything that the README tells, as Markdown, heapy beside it
require "fileutils"
require "json"
require "open3"
require "socket"

# One capture of a server of two or no workers; gone with its folder at the end.
class Capture
  Failure = Class.new(StandardError)
  REDMINE = "/usr/share/redmine"
  DATABASE = "/var/lib/dbconfig-common/sqlite3/redmine/instances/default/redmine_default"
  FOLDER = "/capture"

  def initialize(heapgate)
    @heapgate = heapgate
  end

  # leak: [name, requests for each one], or nil for Redmine as it is.
  def take(requests, clients, workers, leak = nil)
    FileUtils.rm_rf(FOLDER)
    FileUtils.mkdir_p(FOLDER)
    FileUtils.cp("/seed.sqlite3", DATABASE)
    plugins(leak)
    port = TCPServer.open("127.0.0.1", 0) { |socket| socket.addr[1] }
    url = "http://127.0.0.1:#{port}"
    puma = "bundle exec puma -e production -b tcp://127.0.0.1:#{port} -t 5:5"
    puma += " -w #{workers} --preload" if workers > 1
    variables = leak ? {"LEAK" => leak[0], "EVERY" => leak[1].to_s} : {}
    out, status = Open3.capture2e(variables, @heapgate, "capture", "--exec", "cd #{REDMINE} && exec #{puma}", "--ready",
                                  "#{url}/projects", "--load", "ruby #{__dir__}/load.rb #{url} #{requests} #{clients}",
                                  "--out", "#{FOLDER}/dumps", "--timeout", "600")
    raise Failure, "capture: #{out}" unless status.success?
  end

  # The report (JSON) by the built-in rules, or by the presets.
  def judge(presets: false)
    File.write("#{FOLDER}/rules.yml", "version: 1\nextends: [rails, puma]\nroot: #{REDMINE}\n") if presets
    out, status = Open3.capture2e(@heapgate, "check", "#{FOLDER}/dumps", "-o", "json=#{FOLDER}/report.json",
                                  *(presets ? ["--rules", "#{FOLDER}/rules.yml"] : []), chdir: FOLDER)
    raise Failure, "check: #{out}" unless [0, 1, 3].include?(status.exitstatus)

    JSON.parse(File.read("#{FOLDER}/report.json"))
  end

  # What `heapy diff` tells of each process: lines of more than 20 objects that stayed.
  def heapy
    folders = Dir.glob("#{FOLDER}/dumps/*/")
    folders = ["#{FOLDER}/dumps/"] if folders.empty?
    folders.flat_map do |folder|
      dumps = (1..3).map { |number| "#{folder}#{number}.json" }
      out, = Open3.capture2e("heapy", "diff", *dumps)
      out.scrub.scan(/^Retained \S+ (\d+) objects.* at: (.*)/).select { |count, _| count.to_i > 20 }.map(&:last)
    end
  end

  private

  def plugins(leak)
    FileUtils.rm_rf("#{REDMINE}/plugins")
    FileUtils.mkdir_p("#{REDMINE}/plugins")
    FileUtils.cp_r("#{__dir__}/leaks", "#{REDMINE}/plugins/leaks") if leak
  end
end

# What is captured, what is expected, and the table.
class Protocol
  SOURCE = File.readlines("#{__dir__}/leaks/lib/leaks.rb", chomp: true)
  # what leaks => its class and line
  LEAKS = %w[object memo subscriber thread method text numbers].to_h do |name|
    line = SOURCE.index { |text| text.include?("# #{name}: ") }
    [name, [SOURCE[line][/# #{name}: (\S+)/, 1], line + 1]]
  end.freeze
  # requests, clients, workers
  SMALL = [[65, 1, 1], [100, 1, 2], [150, 5, 1]].freeze
  ALL = [[50, 1], [65, 1], [100, 1], [200, 1], [800, 1], [150, 5]].product([1, 2]).map(&:flatten).freeze

  def initialize(heapgate, table)
    @capture = Capture.new(heapgate)
    @table = table
    @passed = @failed = 0
  end

  def run
    unmodified
    planted
    puts "redmine: #{@passed} passed, #{@failed} failed"
    @failed.zero?
  end

  private

  def unmodified
    row("Redmine as it is", "built-in rules", "presets", "heapy, over 20")
    (@table ? ALL : SMALL).each do |requests, clients, workers|
      processes = workers > 1 ? "two workers" : "one process"
      trial("#{requests} requests#{" from #{clients} clients" if clients > 1}, #{processes}") do
        @capture.take(requests, clients, workers)
        reports.map { |report| [report["verdict"] != "fail", verdict(report)] }
      end
    end
  end

  def planted
    row("planted leak", "built-in rules", "presets", "heapy, over 20")
    LEAKS.each_key { |name| leak(name, 1, 100) }
    # More than what the rules let pass, which is 20.
    (@table ? LEAKS.keys : ["object"]).each { |name| leak(name, 20, 500) }
  end

  def leak(name, every, requests)
    trial("#{name}, #{every == 1 ? "every request" : "one of #{every} requests"} of #{requests}") do
      @capture.take(requests, 1, 1, [name, every])
      reports.map { |report| found(report, *LEAKS[name]) }
    end
  end

  def reports
    [@capture.judge, @capture.judge(presets: true)]
  end

  # Red, by the class and the line that was planted.
  def found(report, name, line)
    hit = exceeded(report).find { |subject| subject.match?(/\A#{name} .*leaks\.rb:#{line}\z/) }
    [report["verdict"] == "fail" && !hit.nil?, hit ? "FAIL #{hit[/\A\S+/]} leaks.rb:#{line}" : verdict(report)]
  end

  def verdict(report)
    case report["verdict"]
    when "fail" then "FAIL #{exceeded(report).first(3).join(", ")}"
    when "inconclusive" then "inconclusive (#{failed(report["trust"], "check").uniq.join(", ")})"
    else report["verdict"]
    end
  end

  def exceeded(report)
    failed(report["findings"], "subject")
  end

  def failed(list, key)
    list.select { |each| each["status"] == "fail" }.map { |each| each[key] }
  end

  def trial(name)
    results = yield
    results.all?(&:first) ? @passed += 1 : @failed += 1
    row(name, *results.map { |good, text| "#{"**wrong** " unless good}#{text}" }, heapy)
  rescue Capture::Failure => e
    @failed += 1
    row(name, "FAILED: #{e.message}")
  end

  def heapy
    return "" unless @table

    lines = @capture.heapy
    own = lines.any? { |line| line.include?("leaks.rb") }
    "#{lines.size} lines#{", one of them leaks.rb" if own}"
  end

  def row(*cells)
    puts "| #{cells.join(" | ")} |"
    $stdout.flush
  end
end

exit Protocol.new(File.expand_path(ARGV[0]), ARGV[1] == "--table").run
