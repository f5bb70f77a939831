Session = Struct.new(:id, :seen)

module Sessions
  OPEN = []

  def self.open(id)
    OPEN << Session.new(id, 0) # @session
  end
end
