# frozen_string_literal: true

# Runs examples/rack-endpoint under a real puma on loopback: ruby rack_endpoint_test.rb

require "fileutils"
require "json"
require "minitest/autorun"
require "net/http"
require "rbconfig"
require "socket"
require "stringio"
require "timeout"
require "tmpdir"
require "zlib"

ENDPOINT = File.expand_path("../../examples/rack-endpoint/heapgate_endpoint.rb", __dir__)

# A puma of its own, on a port that it picks.
class Server
  # The ballast makes a dump larger than what sockets and pipes hold, so that a client that does not read
  # stops it.
  RACKUP = <<~RUBY
    require "objspace"
    ObjectSpace.trace_object_allocations_start if ENV["TRACE"]
    require ENV.fetch("ENDPOINT")
    if ENV["NO_FIDDLE"]
      require "fiddle"
      def Fiddle.dlopen(_) = raise(Fiddle::DLError, "nothing to load here")
    end
    if ENV["FORK_HOOK"] # of a library, for the server's own children
      Process.singleton_class.prepend(Module.new { def _fork = super.tap { |child| exit!(3) if child.zero? } })
    end
    BALLAST = Array.new(120_000) { |number| "ballast \#{number}" }
    use Rack::CommonLogger
    use Rack::Lint
    use HeapgateEndpoint
    run ->(_env) { [200, {"Content-Type" => "text/plain"}, ["the app"]] }
  RUBY

  attr_reader :pid, :port

  def initialize(folder, token:, trace: true, endpoint: ENDPOINT, **traits)
    rackup = "#{folder}/config.ru"
    File.write(rackup, RACKUP)
    @log = "#{folder}/log"
    settings = {"HEAPGATE_TOKEN" => token, "ENDPOINT" => endpoint, "TRACE" => trace ? "1" : nil}
    traits.each { |name, on| settings[name.to_s.upcase] = "1" if on }
    @pid = spawn(settings, "puma", "-t", "4:4", "-b", "tcp://127.0.0.1:0", rackup, out: @log, err: @log)
    Timeout.timeout(30) { sleep 0.05 until (@port = log[/Listening on \S+:(\d+)/, 1]&.to_i) }
  rescue Timeout::Error
    stop
    raise "puma did not start: #{log}"
  end

  def log
    File.read(@log)
  end

  def children
    Dir["/proc/#{@pid}/task/*/children"].flat_map { |file| File.read(file).split.map(&:to_i) }
  end

  def stop
    Process.kill(:TERM, @pid)
    Process.wait(@pid)
  end
end

class RackEndpointTest < Minitest::Test
  TOKEN = "a-token-made-for-this-test-only"
  PATH = "/heapgate/dump"

  def setup
    @folder = Dir.mktmpdir
  end

  def teardown
    @server&.stop
    refute_includes @server.log, TOKEN, "the log tells the token" if @server
  ensure
    FileUtils.remove_entry(@folder)
  end

  def start(token: TOKEN, **options)
    @server = Server.new(@folder, token: token, **options)
  end

  def request(verb = "GET", path = PATH, token: TOKEN, gzip: true, **fields)
    request = Net::HTTPGenericRequest.new(verb, verb == "POST", verb != "HEAD", path)
    request["Authorization"] = "Bearer #{token}" if token
    request["Accept-Encoding"] = gzip ? "gzip" : "identity" # given, so that Net::HTTP unpacks nothing itself
    fields.each { |name, value| request[name.to_s.tr("_", "-")] = value }
    request.body = "" if verb == "POST"
    Net::HTTP.start("127.0.0.1", @server.port, max_retries: 0) { |http| http.request(request) }
  end

  # Asks for a dump and reads no more than its headers.
  def stalled_request
    socket = TCPSocket.new("127.0.0.1", @server.port)
    socket.write("GET #{PATH} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer #{TOKEN}\r\n\r\n")
    assert_equal "HTTP/1.1 200 OK", socket.gets.chomp
    socket
  end

  def unpack(response)
    Zlib::GzipReader.new(StringIO.new(response.body)).read # checks the trailer
  end

  # Whole dumps stay out of messages: they are long, and nobody should see what is in them.
  def assert_complete(dump)
    assert dump.end_with?("}\n"), "the dump does not end with a line"
    assert dump.include?('"type":"ROOT"'), "the dump has no roots"
    assert_operator dump.count("\n"), :>, 120_000
    [dump.lines.first, dump.lines.last].each { |line| JSON.parse(line) }
  end

  def assert_soon(message)
    Timeout.timeout(10) { sleep 0.05 until yield }
  rescue Timeout::Error
    flunk message
  end

  def test_names_follow_if_they_are_asked_for
    start
    dump, names = unpack(request(heapgate_names: "1")).b.split("heapgate-names 1\n", 2)
    assert_complete(dump)
    assert names.end_with?("\nend\n"), "the names end with #{names[-100..]}"
    assert_match(/^0x\h+\tconstant\tBALLAST$/, names)
    assert_match(/^0x\h+\tthread\tpuma srv tp 00\d\tsleep\t/, names)
    refute_includes names, TOKEN
    refute_includes unpack(request), "heapgate-names 1\n"
  end

  def test_works_without_its_second_file
    FileUtils.cp(ENDPOINT, @folder)
    start(endpoint: "#{@folder}/heapgate_endpoint.rb")
    assert_complete(unpack(request(heapgate_names: "1")))
  end

  def test_a_dump
    start
    response = request
    assert_equal "200", response.code
    assert_equal "application/x-ndjson", response["Content-Type"]
    assert_equal "gzip", response["Content-Encoding"]
    assert_equal "no-store", response["Cache-Control"]
    assert_equal @server.pid.to_s, response["Heapgate-Pid"]
    assert_match(/\A[1-9]\d*\z/, response["Heapgate-Gc-Count"])
    assert_equal `#{RbConfig.ruby} -v`.chomp, response["Heapgate-Ruby"]
    assert_equal ENDPOINT, response["Heapgate-Own"]
    assert_path_exists response["Heapgate-Cwd"]
    assert_equal "on", response["Heapgate-Tracing"]
    dump = unpack(response)
    assert_complete dump
    assert dump.include?("\"file\":\"#{ENDPOINT}\""), "no object of the middleware has its site"
    refute dump.include?("Bearer #{TOKEN}"), "the dump tells the request's token"
  end

  def test_what_the_dump_cannot_say
    start
    response = request
    %w[Total-Allocated-Objects Total-Freed-Objects Heap-Live-Slots Heap-Allocated-Pages Rss Peak-Rss
       Threads].each { |name| assert_operator response["Heapgate-#{name}"].to_i, :>, 0, name }
    assert_equal RUBY_VERSION >= "3.1" ? "threads" : "plain", response["Heapgate-Fork"]
  end

  def test_forks_below_the_applications_hooks
    [false, true].each do |no_fiddle|
      start(fork_hook: true, no_fiddle: no_fiddle)
      response = request
      assert_complete unpack(response)
      assert_equal "plain", response["Heapgate-Fork"] if no_fiddle
      @server.stop
    end
    @server = nil
  end

  def test_a_plain_dump_has_the_same_lines
    start(trace: false)
    packed = request
    plain = request(gzip: false)
    assert_nil plain["Content-Encoding"]
    assert_equal "off", plain["Heapgate-Tracing"]
    assert_complete plain.body
    assert_in_delta unpack(packed).count("\n"), plain.body.count("\n"), 1000
    assert_operator plain["Heapgate-Gc-Count"].to_i, :>, packed["Heapgate-Gc-Count"].to_i
  end

  def test_a_refused_token_is_told_nothing
    start
    [nil, "", "another-token-of-some-length", TOKEN.chop, "#{TOKEN}x", TOKEN.upcase].each do |token|
      response = request(token: token)
      assert_equal "401", response.code, "token #{token.inspect}"
      assert_equal "Bearer", response["WWW-Authenticate"]
      assert_empty response.body
      assert_empty response.to_hash.keys.grep(/heapgate/i)
    end
    assert_equal "401", request("POST", token: nil).code
    assert_equal "401", request(token: nil, Heapgate_Pid: "1").code
    assert_empty @server.children
  end

  def test_no_token_no_endpoint
    start(token: nil)
    assert_equal "the app", request.body
    assert_equal "the app", request(token: "").body
  end

  def test_a_short_token_is_none
    start(token: "fifteen-letters")
    assert_equal "the app", request(token: "fifteen-letters").body
  end

  def test_other_paths_are_the_apps
    start
    ["/", "/heapgate", "#{PATH}/", "#{PATH}2"].each { |path| assert_equal "the app", request("GET", path).body }
  end

  def test_other_methods
    start
    %w[HEAD POST PUT DELETE].each do |verb|
      response = request(verb)
      assert_equal "405", response.code, verb
      assert_equal "GET", response["Allow"]
    end
    assert_empty @server.children
  end

  def test_another_process_is_meant
    start
    response = request(Heapgate_Pid: (@server.pid + 1).to_s)
    assert_equal "409", response.code
    assert_equal @server.pid.to_s, response["Heapgate-Pid"]
    assert_empty response.body
    assert_equal "200", request(Heapgate_Pid: @server.pid.to_s).code
  end

  def test_one_dump_at_a_time
    start
    first = stalled_request
    second = request
    assert_equal "429", second.code
    assert_equal "5", second["Retry-After"]
    assert_equal "the app", request("GET", "/").body
    assert first.read.end_with?("0\r\n\r\n"), "the first dump was disturbed"
    assert_soon("the turn is not given back") { request.code == "200" }
  end

  def test_a_client_that_goes_away
    start
    3.times do
      socket = stalled_request
      child = @server.children.first
      assert child, "nothing dumps"
      socket.close
      assert_soon("process #{child} is left") { @server.children.empty? && !File.exist?("/proc/#{child}") }
      assert_soon("the turn is not given back") { request.code == "200" }
    end
  end

  def test_a_dump_that_fails_is_cut
    start
    socket = stalled_request
    Process.kill(:KILL, @server.children.first)
    refute socket.read.end_with?("\r\n0\r\n\r\n"), "a cut dump looks complete"
    assert_soon("the turn is not given back") { request.code == "200" }
    assert_complete unpack(request)
  end

  def test_dumps_leave_nothing_behind
    start
    2.times { request }
    dumps = Array.new(3) { unpack(request) }
    own = dumps.map { |dump| dump.scan("\"file\":\"#{ENDPOINT}\"").size }
    # Fewer is no leak: the first dump may hold what the next collection takes.
    assert_operator own.last - own.first, :<=, 5, "objects of the middleware: #{own}"
    all = dumps.map { |dump| dump.count("\n") }
    assert_in_delta all.first, all.last, 50, "objects: #{all}"
    assert_empty @server.children
  end

  # Rack 3 itself need not be there.
  def test_header_names_of_rack_3
    script = <<~RUBY
      require "rack"
      Rack.define_singleton_method(:release) { "3.1.0" }
      require ENV.fetch("ENDPOINT")
      app = HeapgateEndpoint.new(nil, token: "sixteen-letters!")
      env = {"PATH_INFO" => "#{PATH}", "REQUEST_METHOD" => "GET"}
      dumped = app.call(env.merge("HTTP_AUTHORIZATION" => "Bearer sixteen-letters!"))
      dumped[2].close
      puts [app.call(env), dumped].flat_map { |_status, headers, _body| headers.keys }
    RUBY
    names = IO.popen({"ENDPOINT" => ENDPOINT}, [RbConfig.ruby, "-e", script], &:readlines).map(&:chomp)
    assert_includes names, "www-authenticate"
    assert_includes names, "heapgate-gc-count"
    assert_equal names.map(&:downcase), names
  end
end
