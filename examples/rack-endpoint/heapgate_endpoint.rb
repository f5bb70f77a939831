# frozen_string_literal: true

require "digest"
require "io/wait"
require "objspace"
require "rack"
require "zlib"
begin
  require_relative "heapgate_names"
rescue LoadError
  nil # copied without it: dumps then come without the names of constants and variables
end

# Serves a dump of this process's heap over HTTP, for servers that rbtrace cannot attach to.
#
#   use HeapgateEndpoint, path: "/heapgate/dump", token: ENV["HEAPGATE_TOKEN"]
#
#   GET /heapgate/dump
#   Authorization: Bearer TOKEN
#
# Without a token of at least 16 characters there is no endpoint. A dump holds every string of the
# process, secrets included: see README.md.
class HeapgateEndpoint
  PATH = "/heapgate/dump"
  MIN_TOKEN = 16 # characters

  # Rack 3 demands lower-case names, and middlewares of Rack 2 look for capitals.
  LOWER_CASE = Rack.release.to_i >= 3

  def initialize(app, path: PATH, token: ENV["HEAPGATE_TOKEN"])
    @app = app
    @path = path
    # The token itself is not kept, or every dump would hold it.
    @expected = Digest::SHA256.digest("Bearer #{token}") if token.to_s.length >= MIN_TOKEN
    @turn = Turn.new
    @names = HeapgateNames.new if defined?(HeapgateNames)
  end

  def call(env)
    return @app.call(env) unless @expected && env["PATH_INFO"] == @path
    return answer(401, "WWW-Authenticate" => "Bearer") unless authorized?(env)
    return answer(405, "Allow" => "GET") unless env["REQUEST_METHOD"] == "GET"
    return answer(409, "Heapgate-Pid" => Process.pid.to_s) if meant_for_another?(env)
    return answer(429, "Retry-After" => "5") unless @turn.take

    dump(gzip: gzip?(env), names: env.key?("HTTP_HEAPGATE_NAMES") ? @names : nil)
  end

  private

  # Both sides are hashed, so that the time it takes tells neither the token nor its length. The header
  # is wiped as far as it can be: it would be in the dump.
  def authorized?(env)
    given = env.delete("HTTP_AUTHORIZATION").to_s
    Rack::Utils.secure_compare(Digest::SHA256.digest(given), @expected)
  ensure
    given.clear unless given.nil? || given.frozen?
  end

  # A URL reaches any worker; a client that wants one says which.
  def meant_for_another?(env)
    wanted = env["HTTP_HEAPGATE_PID"]
    wanted && wanted.strip != Process.pid.to_s
  end

  def gzip?(env)
    Rack::Utils.select_best_encoding(%w[gzip identity], Rack::Request.new(env).accept_encoding) == "gzip"
  end

  def dump(gzip:, names:)
    body = Dump.new(@turn, gzip: gzip, names: names)
    [200, headers(dump_headers(body, gzip)), body]
  rescue Exception # whatever it was, nobody will close a body that was never handed out
    body ? body.close : @turn.give_back
    raise
  end

  def dump_headers(body, gzip)
    names = {
      "Content-Type" => "application/x-ndjson",
      "Cache-Control" => "no-store",
      "Heapgate-Pid" => Process.pid.to_s,
      "Heapgate-Ruby" => RUBY_DESCRIPTION,
      "Heapgate-Own" => __FILE__, # as the allocation sites of this file's objects show it
      "Heapgate-Cwd" => Dir.pwd,
      "Heapgate-Tracing" => tracing? ? "on" : "off"
    }
    body.facts.each { |name, value| names["Heapgate-#{name.tr("_", "-").capitalize}"] = value.to_s }
    names["Content-Encoding"] = "gzip" if gzip
    names
  end

  def tracing?
    !ObjectSpace.allocation_sourcefile(Object.new).nil?
  end

  def answer(status, fields)
    [status, headers(fields.merge("Content-Type" => "text/plain", "Content-Length" => "0")), []]
  end

  def headers(fields)
    LOWER_CASE ? fields.transform_keys(&:downcase) : fields
  end

  # One dump at a time. A worker that is forked meanwhile has its own turn: a pid says whose it is.
  class Turn
    def initialize
      @lock = Mutex.new
    end

    def take
      @lock.synchronize do
        return false if @owner == Process.pid

        @owner = Process.pid
        true
      end
    end

    def give_back
      @lock.synchronize { @owner = nil }
    end
  end

  # Forks below the application's and its libraries' hooks, which drop in the child what the server holds. The
  # block returns the child's exit status; at_exit blocks and the server's own clean-up belong to the parent.
  module Fork
    module_function

    # fork(2) itself, with the VM's lock held: the stacks of all threads are roots in the dump. From Ruby 3.3 on
    # a thread that lets go of the lock hands it to the next one that waits, which is not there in the child.
    def threads?
      return false unless c_functions

      RUBY_VERSION < "3.3" || Thread.list.none? { |thread| thread != Thread.current && thread.status == "run" }
    end

    def threads
      child = @fork.call
      return child unless child.zero?

      @leave.call(yield)
    end

    def plain
      method = Process.method(Process.respond_to?(:_fork) ? :_fork : :fork)
      while (original = method.super_method)
        method = original
      end
      child = method.call
      return child unless child.nil? || child.zero?

      exit!(yield)
    end

    def c_functions
      require "fiddle"
      @fork ||= Fiddle::Function.new(Fiddle.dlopen(nil)["fork"], [], Fiddle::TYPE_INT, need_gvl: true)
      @leave ||= Fiddle::Function.new(Fiddle.dlopen(nil)["_exit"], [Fiddle::TYPE_INT], Fiddle::TYPE_VOID,
                                      need_gvl: true)
    rescue StandardError, ScriptError
      nil # no fiddle, or one that lets go of the lock
    end
  end

  # A response body: a forked child writes the dump into a pipe, and it is handed on chunk by chunk. The
  # server goes on meanwhile, and what dumping allocates is the child's.
  class Dump
    CHUNK = 64 * 1024 # bytes
    STALL = 10 # seconds

    Incomplete = Class.new(StandardError)

    # What the dump cannot say, by the names of heapgate's meta files.
    attr_reader :facts

    # With `names`, a HeapgateNames, the names of constants and variables follow the dump: heapgate asks for them,
    # and tells the two apart.
    def initialize(turn, gzip:, names:)
      @turn = turn
      @gzip = gzip
      @names = names
      @threads = names&.note_threads
      GC.start(full_mark: true, immediate_sweep: true)
      @facts = facts_of_this_process
      @facts["fork"] = start_child
      GC.start(full_mark: false) # ends the generation: the child's own objects have it to themselves
    rescue Exception
      @reader&.close
      stop_child
      raise
    end

    # Raises if the child failed: the response is cut then, and the client sees that it is incomplete.
    def each(&block)
      @gzip ? each_compressed(&block) : each_chunk(&block)
    end

    # The server calls it in any case, also when the client went away in the middle.
    def close
      return unless @turn

      @reader.close
      stop_child
    ensure
      @turn&.give_back
      @turn = nil
    end

    private

    def facts_of_this_process
      stat = GC.stat.slice(:total_allocated_objects, :total_freed_objects, :heap_live_slots, :heap_allocated_pages)
      status = File.readable?("/proc/self/status") ? File.read("/proc/self/status") : ""
      memory = {"rss" => "VmRSS", "peak_rss" => "VmHWM"}.transform_values { |key| status[/#{key}:\s+(\d+)/, 1] }
      %i[total_allocated_objects total_freed_objects].each { |key| stat[key] -= @names.allocated } if @names
      {"gc_count" => GC.count, "threads" => Thread.list.size, **stat.transform_keys(&:to_s),
       **memory.compact.transform_values { |kibibytes| kibibytes.to_i * 1024 }}
    end

    # Says how the child was made. One that waits for a thread that it does not have never writes.
    def start_child
      way = Fork.threads? ? "threads" : "plain"
      return way if run_child(way) || way == "plain"

      stop_child
      @reader.close
      run_child("plain")
      "plain"
    end

    def run_child(way)
      @reader, writer = IO.pipe(binmode: true)
      @child = Fork.public_send(way) { write(writer) }
      writer.close
      way == "plain" || @reader.wait_readable(STALL)
    ensure
      writer.close unless writer.nil? || writer.closed?
    end

    def write(writer)
      @reader.close
      behind = writer.dup
      ObjectSpace.dump_all(output: writer)
      writer.close # or, in Ruby 2.7, the end of the dump would be in stdio's buffer still
      @names&.write(behind, @threads)
      behind.close
      0
    rescue Exception
      1
    end

    def each_chunk
      while (chunk = @reader.read(CHUNK))
        yield chunk
      end
      raise Incomplete, "the heap dump failed" unless child_succeeded?
    end

    def each_compressed
      deflate = Zlib::Deflate.new(Zlib::BEST_SPEED, Zlib::MAX_WBITS + 16) # 16: with gzip's header and trailer
      each_chunk do |chunk|
        packed = deflate.deflate(chunk)
        yield packed unless packed.empty?
      end
      yield deflate.finish
    ensure
      deflate&.close
    end

    def child_succeeded?
      child, @child = @child, nil
      _, status = Process.wait2(child)
      status.success?
    end

    def stop_child
      child, @child = @child, nil
      return unless child

      Process.kill(:KILL, child)
      Process.wait(child)
    rescue Errno::ESRCH, Errno::ECHILD
      nil # an app that reaps every child was faster
    end
  end
end
