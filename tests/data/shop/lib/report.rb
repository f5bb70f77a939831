class Row
  def initialize(text)
    @text = text
  end
end

module Report
  ROWS = []

  def self.row(id)
    text = "row #{id} of the nightly report" # @text
    ROWS << Row.new(text) # @row
  end
end
