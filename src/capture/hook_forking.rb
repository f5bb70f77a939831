# frozen_string_literal: true

# Tells the hook what its process forks, and when it becomes another user's or a daemon.
forking = Class.new do
  def follow(hook)
    if Process.respond_to?(:_fork)
      Process.singleton_class.prepend(Module.new do
        define_method(:_fork) { super().tap { |child| hook.forked(child) } }
      end)
    else
      wrap_fork(hook)
    end
    Process.singleton_class.prepend(Module.new do
      define_method(:daemon) { |*arguments| super(*arguments).tap { hook.announce } }
    end)
    # The pipes are the user's who opens them.
    Process::UID.singleton_class.prepend(Module.new do
      define_method(:change_privilege) { |*arguments| [hook.withdraw, super(*arguments), hook.announce][1] }
    end)
  end

  private

  # Before Ruby 3.1.
  def wrap_fork(hook)
    wrapped = Module.new do
      define_method(:fork) do |&block|
        next super().tap { |child| hook.forked(child) } unless block

        super() { hook.forked(nil).then { block.call } }.tap { |child| hook.forked(child) }
      end
    end
    [Process.singleton_class, Kernel.singleton_class].each { |place| place.prepend(wrapped) }
    Object.prepend(wrapped.dup.module_eval { private(:fork) && self })
  end
end
