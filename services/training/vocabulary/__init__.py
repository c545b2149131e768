"""Words, states and lifecycles, known to whoever reads an event or an answer; the model builds on them."""
