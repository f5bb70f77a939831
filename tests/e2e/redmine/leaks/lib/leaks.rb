# frozen_string_literal: true

# Leaks as LEAK says, with every EVERY-th request. What must be found is told behind the line that allocates it.
module Leaks
  Visit = Struct.new(:path, :id)
  LIST = []
  SUMMARIES = {}
  TEXT = +"" # text: String
  NUMBERS = [] # numbers: Array
  EVERY = Integer(ENV.fetch("EVERY"))
  @requests = 0

  class << self
    def request(path, id)
      @requests += 1
      return unless (@requests % EVERY).zero?

      path = path.dup # subscriber: String
      send("leak_#{ENV.fetch("LEAK")}", path, id.dup)
    end

    private

    def leak_object(path, id)
      LIST << Visit.new(path, id) # object: Leaks::Visit
    end

    def leak_memo(path, id)
      SUMMARIES[id] ||= "a summary of #{path}" # memo: String
    end

    def leak_subscriber(path, _id)
      # Its Proc is made by the library that keeps it.
      ActiveSupport::Notifications.subscribe("render.page") { |*event| event == path }
    end

    def leak_thread(path, id)
      (Thread.current[:visits] ||= []) << Visit.new(path, id) # thread: Leaks::Visit
    end

    def leak_method(path, id)
      define_singleton_method("visit_#{id.tr("-", "_")}") { path } # method: Proc
    end

    def leak_text(path, id)
      TEXT << path << id << "x" * 400
    end

    def leak_numbers(_path, _id)
      NUMBERS << @requests
    end
  end
end
