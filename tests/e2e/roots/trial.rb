# frozen_string_literal: true

require "fileutils"
require "json"
require "net/http"
require "open3"
require "socket"
require "timeout"

# A capture of one server inside a bare root, its verdict, and what they leave behind: nothing.
class Trial
  Failure = Class.new(StandardError)

  APPS = "#{__dir__}/apps"
  REQUESTS = 30
  SECONDS = 120

  attr_reader :port, :folder

  # heapgate: the program; folder: to be made, gone at the end.
  def initialize(heapgate, folder)
    @heapgate = heapgate
    @folder = folder
    @port = free_port
    @before = traces
    FileUtils.mkdir_p(folder)
  end

  def url(path = "/")
    "http://127.0.0.1:#{port}#{path}"
  end

  # A request a connection, so that every worker gets some.
  def load
    "curl -sSf --retry 9 --retry-connrefused -o /dev/null -H 'Connection: close' -d x '#{url}?[1-#{REQUESTS}]'"
  end

  # Captures what `command` starts; the rest is heapgate's.
  def exec(command, ready: true, load: self.load, **options)
    arguments = ["--exec", command]
    arguments.push("--ready", url) if ready
    capture(arguments, load, **options)
  end

  # Starts `command`, and captures it from outside.
  def attach(command)
    server = spawn(command, chdir: folder, pgroup: true, %i[out err] => "#{folder}/server.log")
    wait_until_it_answers(server)
    capture(["--pid", server.to_s], load)
    demand(answers?, "the server does not answer after the capture")
  ensure
    stop(server) if server
  end

  # Each leak planted in `source` is found with its number, and no other line of it is. By the built-in rules, or a
  # preset.
  def expect_leaks(source, count: REQUESTS, preset: "default")
    report = check(preset)
    planted = planted(source, count)
    found = leaked(report, source)
    demand_equal(planted, found.slice(*planted.keys), "leaks of #{source}")
    others = found.keys.map(&:last) - planted.keys.map(&:last)
    demand_equal([], others, "other lines of #{source} that leak")
    report
  end

  # Of a simple app: nothing but what is planted fails.
  def expect_only(report, *names)
    failed = report["findings"].select { |finding| finding["status"] == "fail" }
    others = failed.map { |finding| finding["subject"] }.reject { |subject| names.any? { |name| subject.include?(name) } }
    demand_equal([], others, "other findings")
  end

  # key => a value, or a pattern of it, in the meta file of each dump, which has a whole names file, too.
  def expect_meta(processes: 1, **facts)
    files = Dir.glob("#{folder}/dumps/**/*.meta")
    demand_equal(3 * processes, files.size, "dumps")
    files.each do |file|
      names = File.binread(file.sub(/meta\z/, "names"))
      demand(names.end_with?("\nend\n") && names.include?("\tconstant\t"), "#{file}: no names, but #{names[-200..-1]}")
      facts.each do |key, value|
        line = File.readlines(file, chomp: true).find { |text| text.start_with?("#{key}=") }
        demand(line && value === line[(key.size + 1)..-1], "#{file}: #{key} is no #{value.inspect} but #{line.inspect}")
      end
    end
  end

  # Each of these classes leaks below a root, on a path that goes through what fits.
  def expect_held(report, holders)
    holders.each do |name, holder|
      why = report["groups"].find { |group| group["class"] == name }["explain"]
      # What hangs below another leak has that one's path.
      path = why["path"] || [why["referenced_by"]["class"]]
      demand(path.any? { |step| holder.match?(step) }, "#{name} is held by #{path}, not by #{holder.inspect}")
    end
  end

  def expect_nothing_left
    left = traces - @before
    demand(left.empty?, "left behind: #{left.join(", ")}")
    FileUtils.rm_rf(folder)
  end

  private

  # A connection that has just ended keeps the port from all that ask for any, but not from a server that binds it.
  def free_port
    TCPServer.open("127.0.0.1", 0) do |listener|
      client = TCPSocket.new("127.0.0.1", listener.addr[1])
      listener.accept.close
      client.close
      listener.addr[1]
    end
  end

  def demand(holds, message)
    raise Failure, message unless holds
  end

  def demand_equal(expected, actual, what)
    demand(expected == actual, "#{what}: expected #{expected.inspect}, got #{actual.inspect}")
  end

  def capture(arguments, load, said: //, more: [])
    out, status = Open3.capture2e(@heapgate, "capture", *arguments, *more, "--load", load, "--iterations",
                                  REQUESTS.to_s, "--settle", "0.3", "--timeout", SECONDS.to_s, "--out", "dumps",
                                  chdir: folder)
    demand(status.exitstatus == 0, "capture: exit #{status.exitstatus}: #{out}")
    demand(out.match?(said), "capture said #{out.inspect}")
  end

  def check(preset)
    File.write("#{folder}/rules.yml", "version: 1\nextends: #{preset}\n")
    out, status = Open3.capture2e(@heapgate, "check", "dumps", "--rules", "rules.yml", "-o", "json=report.json", "-o",
                                  "human=report.txt", chdir: folder)
    demand(status.exitstatus == 1, "check: exit #{status.exitstatus}: #{out}#{read("report.txt")}")
    JSON.parse(File.read("#{folder}/report.json"))
  end

  def read(name)
    File.exist?("#{folder}/#{name}") ? File.read("#{folder}/#{name}") : ""
  end

  # [class, line] => objects, by the comments "# leaks CLASS OBJECTS", which are those of a request.
  def planted(source, count)
    File.readlines("#{APPS}/#{source}", chomp: true).each_with_index.with_object({}) do |(text, index), result|
      text.match(/# leaks (\S+) (\d+)$/) { |match| result[[match[1], index + 1]] = match[2].to_i * count }
    end
  end

  def leaked(report, source)
    report["groups"].each_with_object({}) do |group, result|
      next unless group["file"].to_s.end_with?("/#{source}") && group["leaked"]["objects"] > 2

      # Chance may leave a worker of several idle for an interval, whose leak is judged by itself then.
      workers = Dir.glob("#{folder}/dumps/*/").size > 1
      result[[group["class"], group["line"]]] = group[workers ? "kept" : "leaked"]["objects"]
    end
  end

  def answers?
    Net::HTTP.get_response(URI(url)).code == "200"
  rescue SystemCallError, EOFError
    false
  end

  def wait_until_it_answers(server)
    (10 * SECONDS).times do
      return if answers?

      demand(Process.wait(server, Process::WNOHANG).nil?, "the server ended: #{read("server.log")}")
      sleep 0.1
    end
    raise Failure, "the server does not answer: #{read("server.log")}"
  end

  def stop(server)
    Process.kill("TERM", server)
    Timeout.timeout(SECONDS) { Process.wait(server) }
  rescue Errno::ESRCH, Errno::ECHILD
    nil # it has ended, and was said to
  end

  # In a root with processes and message queues of its own.
  def traces
    Dir.glob("/tmp/*", File::FNM_DOTMATCH).reject { |path| path.end_with?("/.", "/..") } +
      File.readlines("/proc/sysvipc/msg", chomp: true).drop(1).map { |line| "message queue #{line.split.first}" } +
      processes
  end

  def processes
    Dir.children("/proc").grep(/\A\d+\z/).map(&:to_i).sort.map do |pid|
      next if [1, Process.pid].include?(pid) || File.read("/proc/#{pid}/stat")[/.*\) (\w)/, 1] == "Z"

      "process #{pid} #{File.read("/proc/#{pid}/cmdline").tr("\0", " ")}"
    rescue Errno::ENOENT, Errno::ESRCH
      nil # it has just ended
    end.compact
  end
end
