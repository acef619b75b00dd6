"""What a question asks: understood once, into one frozen `Query`."""
