# What leak.rb and zoo.rb share: taking a dump, and saying afterwards what was planted.
module Capture
  OUT = "/app/out"

  # Opened and written to ahead: the dumps then hold no file, nor its lock, of the dump before them.
  FILES = %w[0 1 2 3].map do |name|
    file = File.open("#{OUT}/#{name}.json", "w")
    file.write("x")
    file.rewind
    file.truncate(0)
    file
  end

  def self.dump(number)
    overwrite_stack(20)
    GC.start(full_mark: true, immediate_sweep: true)
    ObjectSpace.dump_all(output: FILES[number])
    FILES[number].close
  end

  # Ruby's GC takes what was left on the machine stack for references; C frames (Hash#each) overwrite it.
  def self.overwrite_stack(depth)
    { depth => depth }.each { |n, _| overwrite_stack(n - 1) if n > 0 }
  end

  # Warm-up and a throw-away dump first: what Ruby allocates once (inline caches) is then behind us.
  def self.three_dumps
    yield 0
    dump(0)
    File.delete("#{OUT}/0.json")
    dump(1)
    yield 1
    dump(2)
    yield 2
    dump(3)
  end

  # The line that carries the comment "# site: NAME".
  def self.line_of(file, name)
    File.readlines(file).index { |l| l.end_with?("# site: #{name}\n") } + 1
  end

  def self.json(value)
    case value
    when Hash then "{#{value.map { |k, v| "#{json(k)}: #{json(v)}" }.join(", ")}}"
    when Array then "[#{value.map { |v| json(v) }.join(", ")}]"
    when String, Symbol then "\"#{value.to_s.gsub(/["\\\x00-\x1f\x7f\u2028-\u202e]/) { |c| format("\\u%04x", c.ord) }}\""
    when nil then "null"
    else value.to_s
    end
  end

  def self.write_truth(truth)
    rows = truth.map do |key, value|
      list = value.is_a?(Array) && !value.empty?
      "  #{json(key)}: " + (list ? "[\n#{value.map { |v| "    #{json(v)}" }.join(",\n")}\n  ]" : json(value))
    end
    File.write("#{OUT}/expected.json", "{\n#{rows.join(",\n")}\n}\n")
  end
end
