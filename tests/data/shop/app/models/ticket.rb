class Ticket
end

module Tickets
  SOLD = []

  def self.sell(_id)
    ticket = Ticket.new # @ticket
    def ticket.gate = "B"; SOLD << ticket # @gate
  end
end
