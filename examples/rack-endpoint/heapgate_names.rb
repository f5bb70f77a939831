# frozen_string_literal: true

# Lists what refers to an object of this process by name: constants, class variables, instance variables of modules
# and of main, global variables, locals of threads. A dump has the references, but not these names.
#
# Made for a forked child, behind its dump: it allocates, and leaves the child without warnings, GC and tracing. It
# calls no method that the application may have replaced, triggers no autoload and reads no value but to see where it
# lies. heapgate's docs/names-files.md has the format.
HeapgateNames = Class.new do
  # Objects that this process has allocated for note_threads(): none of them is the application's.
  attr_reader :allocated

  def initialize
    @allocated = 0
  end

  # What each thread is and where it waits, for write(). In the server, before the collection and the fork: in a
  # child there may be no other threads. Everything that it makes but the text is garbage by then.
  def note_threads
    before = GC.stat(:total_allocated_objects)
    (Thread.list - [Thread.current]).map { |thread| thread_line(thread) }.join
  rescue StandardError
    ""
  ensure
    @allocated += GC.stat(:total_allocated_objects) - before
  end

  def write(io, threads)
    @io = io
    GC.disable
    ObjectSpace.trace_object_allocations_stop # tracing what the list allocates would double its time
    $VERBOSE = nil # a deprecated constant is no news
    @io.write("heapgate-names 1\n", threads)
    list_modules
    list_main
    list_globals
    list_locals
    @io.write("end\n")
  rescue StandardError, ScriptError => e
    @io.write("failed\t#{e.class}\n")
  end

  private

  def call(of, method, object, *arguments)
    of.instance_method(method).bind_call(object, *arguments)
  end

  def address(object)
    call(Kernel, :to_s, object).b[/:(0x\h+)>\z/, 1]
  end

  # A line break or a tab in a name would end its field.
  def clean(text)
    text.to_s.b.gsub(/[\x00-\x1f\x7f]/n, " ")
  end

  def line(kind, object, *fields)
    [address(object), kind, *fields.map { |field| clean(field) }].join("\t") << "\n"
  end

  # The block gives the value. Classes and modules have names of their own; numbers, symbols and nil no address.
  def name(kind, text)
    value = yield
    case value
    when Module, Integer, Float, Symbol, nil, true, false then nil
    else @io.write(line(kind, value, text))
    end
  rescue StandardError, ScriptError
    nil # one that cannot be read now has no name here
  end

  def list_modules
    ObjectSpace.each_object(Module) do |mod|
      next if Class === mod && mod.singleton_class?

      own = call(Module, :name, mod)
      constants(mod, own)
      variables(mod, own || "(anonymous #{Class === mod ? "class" : "module"})")
    end
  end

  def constants(mod, own)
    prefix = mod.equal?(Object) ? "" : "#{own || "(anonymous)"}::"
    call(Module, :constants, mod, false).each do |constant|
      next if call(Module, :autoload?, mod, constant)

      name("constant", "#{prefix}#{constant}") { call(Module, :const_get, mod, constant, false) }
    end
  end

  def variables(mod, own)
    call(Module, :class_variables, mod, false).each do |variable|
      name("class_variable", "#{own}.#{variable}") { call(Module, :class_variable_get, mod, variable) }
    end
    instance_variables_of(mod, own)
  end

  def instance_variables_of(object, own)
    call(Kernel, :instance_variables, object).each do |variable|
      name("instance_variable", "#{own}.#{variable}") { call(Kernel, :instance_variable_get, object, variable) }
    end
  end

  def list_main
    instance_variables_of(TOPLEVEL_BINDING.receiver, "main")
  end

  # Those of one sign or digit are the interpreter's own.
  def list_globals
    call(Kernel, :global_variables, self).grep(/\A\$[A-Za-z_]\w+\z/).each do |variable|
      name("global", variable) { eval(variable.to_s) } # rubocop:disable Security/Eval,Style/EvalWithLocation
    end
  end

  def list_locals
    Thread.list.each do |thread|
      own = thread_name(thread)
      thread.keys.each { |key| name("local", "#{own}[#{key.inspect}]") { thread[key] } }
      thread.thread_variables.each do |key|
        name("local", "#{own}.thread_variable(#{key.inspect})") { thread.thread_variable_get(key) }
      end
    end
  end

  def thread_name(thread)
    thread.name ? "Thread #{thread.name.inspect}" : "Thread"
  end

  def thread_line(thread)
    line("thread", thread, thread.name, thread.status || "dead", app_line(thread))
  end

  # The line of the application that it is in; without one the innermost of all.
  def app_line(thread)
    lines = thread.backtrace_locations&.map { |at| "#{at.absolute_path || at.path}:#{at.lineno}" } || []
    ruby = defined?(RbConfig) ? RbConfig::CONFIG.values_at("rubylibprefix", "bindir") : []
    lines.find { |at| !at.start_with?("<", "(", *ruby) && !at.match?(%r{/gems/|/vendor_ruby/}) } || lines.first
  end
end
