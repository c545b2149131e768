"""What tests share: waiting, processes that can be killed, a wire that can be cut, the whole platform as a fixture."""
